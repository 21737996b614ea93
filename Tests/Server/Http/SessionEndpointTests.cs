using System.Net;
using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Http;

public sealed class SessionEndpointTests : HttpTestBase
{
    [Test]
    public async Task A_device_that_signs_in_again_keeps_its_id_and_its_old_tokens_end()
    {
        var first = await RegisterAsync();
        var again = await ReadAsync(await SendAsync(HttpMethod.Post, "v1/sessions", body: new { handle = first.Handle, password = RawAccounts.Password, device_name = "renamed", device_id = first.DeviceText }));
        Assert.That((string?)again["device_id"], Is.EqualTo(first.DeviceText));
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", first), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await RequireProblemAsync(await SendAsync(HttpMethod.Post, "v1/sessions/refresh", body: new { refresh_token = first.RefreshToken }), HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [Test]
    public async Task A_device_of_somebody_else_is_not_taken_over()
    {
        var (ada, eve) = (await RegisterAsync(), await RegisterAsync());
        var session = await ReadAsync(await SendAsync(HttpMethod.Post, "v1/sessions", body: new { handle = eve.Handle, password = RawAccounts.Password, device_name = "x", device_id = ada.DeviceText }));
        Assert.That((string?)session["device_id"], Is.Not.EqualTo(ada.DeviceText));
        await ReadAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", ada));
    }

    [Test]
    public async Task Unknown_handles_and_wrong_passwords_get_the_same_answer_at_the_same_cost()
    {
        var known = await RegisterAsync();
        var hasher = Server.Server.Services.GetRequiredService<PasswordHasher>();
        var answers = new List<string>();
        foreach (var handle in new[] { known.Handle, NewHandle(), "x", "not a handle", "" })
        {
            var before = hasher.HashCount;
            using var response = await SendAsync(HttpMethod.Post, "v1/sessions", body: new { handle, password = "wrong password", device_name = "x" });
            await RequireProblemAsync(response, HttpStatusCode.Unauthorized, Code.WrongCredentials);
            answers.Add(await response.Content.ReadAsStringAsync() + string.Join(';', response.Headers.Where(h => h.Key != "Date").Select(h => $"{h.Key}={string.Join(',', h.Value)}")));
            Assert.That(hasher.HashCount - before, Is.EqualTo(1), handle);
        }

        Assert.That(answers.Distinct().ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Registering_costs_one_hash_whether_the_handle_is_free_or_taken()
    {
        var taken = await RegisterAsync();
        var hasher = Server.Server.Services.GetRequiredService<PasswordHasher>();
        foreach (var handle in new[] { taken.Handle, NewHandle() })
        {
            var before = hasher.HashCount;
            using var response = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle, password = RawAccounts.Password, device_name = "x" });
            Assert.That(hasher.HashCount - before, Is.EqualTo(1), handle);
        }
    }

    [Test]
    public async Task A_refresh_token_presented_again_gives_the_same_successor_until_that_is_used()
    {
        var first = await RegisterAsync();
        var second = await Server.Accounts.RefreshAsync(first.RefreshToken);
        Assert.That((await Server.Accounts.RefreshAsync(first.RefreshToken)).RefreshToken, Is.EqualTo(second.RefreshToken));
        await RestartAsync();
        Assert.That((await Server.Accounts.RefreshAsync(first.RefreshToken)).RefreshToken, Is.EqualTo(second.RefreshToken));
        var third = await Server.Accounts.RefreshAsync(second.RefreshToken);
        Assert.That(third.RefreshToken, Is.Not.EqualTo(second.RefreshToken));
        Assert.That((await Server.Accounts.RefreshAsync(second.RefreshToken)).RefreshToken, Is.EqualTo(third.RefreshToken));
    }

    [Test]
    public async Task Reusing_a_token_after_its_successor_was_used_revokes_the_family()
    {
        var first = await RegisterAsync();
        var second = await Server.Accounts.RefreshAsync(first.RefreshToken);
        var third = await Server.Accounts.RefreshAsync(second.RefreshToken);
        await RequireProblemAsync(await RefreshAsync(first.RefreshToken), HttpStatusCode.Unauthorized, Code.RefreshReused);
        await RequireProblemAsync(await RefreshAsync(third.RefreshToken), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", third), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        // The password still opens the door, to the same device too.
        await Server.Accounts.SignInAsync(first.Handle);
    }

    [Test]
    public async Task A_thousand_refreshes_at_once_agree_on_one_successor()
    {
        var first = await RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Server.Accounts.RefreshAsync(first.RefreshToken)));
        Assert.That(answers.Select(a => a.RefreshToken).Distinct().ToList(), Has.Count.EqualTo(1));
        await Server.Accounts.RefreshAsync(answers[0].RefreshToken);
    }

    [Test]
    public async Task A_made_up_refresh_token_signs_nobody_out()
    {
        var session = await RegisterAsync();
        var forged = session.RefreshToken[..^20] + (session.RefreshToken[^20] == 'A' ? 'B' : 'A') + session.RefreshToken[^19..];
        foreach (var token in new[] { forged, "", "fcr1.", "fcr1." + new string('A', 134), session.AccessToken, session.RefreshToken + "A", "fcr2." + session.RefreshToken[5..], session.RefreshToken[..^4] + "====" })
            await RequireProblemAsync(await RefreshAsync(token), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await Server.Accounts.RefreshAsync(session.RefreshToken);
    }

    [Test]
    public async Task Signing_out_ends_the_device_and_only_that()
    {
        var first = await RegisterAsync();
        var second = await Server.Accounts.SignInAsync(first.Handle);
        using var response = await SendAsync(HttpMethod.Delete, "v1/sessions/current", first);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", first), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await RequireProblemAsync(await RefreshAsync(first.RefreshToken), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await ReadAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", second));
    }

    [Test]
    public async Task Devices_are_listed_and_revoked_within_their_account_only()
    {
        var first = await RegisterAsync();
        var second = await Server.Accounts.SignInAsync(first.Handle, deviceName: "tablet");
        var devices = (await ReadAsync(await SendAsync(HttpMethod.Get, "v1/devices", second)))["devices"]!.AsArray();
        Assert.That(devices.Select(d => (string?)d!["device_id"]), Is.EquivalentTo(new[] { first.DeviceText, second.DeviceText }));
        Assert.That(devices.Single(d => (bool)d!["current"]!)!["name"]!.GetValue<string>(), Is.EqualTo("tablet"));

        await RequireProblemAsync(await SendAsync(HttpMethod.Delete, $"v1/devices/{first.DeviceText}", await RegisterAsync()), HttpStatusCode.NotFound, Code.NotFound);
        using var revoked = await SendAsync(HttpMethod.Delete, $"v1/devices/{first.DeviceText}", second);
        Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await RequireProblemAsync(await SendAsync(HttpMethod.Delete, $"v1/devices/{first.DeviceText}", second), HttpStatusCode.NotFound, Code.NotFound);
        await RequireProblemAsync(await SendAsync(HttpMethod.Delete, "v1/devices/x", second), HttpStatusCode.NotFound, Code.NotFound);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", first), HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [Test]
    public async Task Beyond_the_limit_the_device_that_was_away_longest_is_signed_out()
    {
        var first = await RegisterAsync();
        for (var i = 0; i < Server.Server.Options.DevicesPerAccountMax - 1; i++) await Server.Accounts.SignInAsync(first.Handle);
        await ReadAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", first));
        await Server.Accounts.SignInAsync(first.Handle);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", first), HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    private Task<HttpResponseMessage> RefreshAsync(string token) => SendAsync(HttpMethod.Post, "v1/sessions/refresh", body: new { refresh_token = token });
}
