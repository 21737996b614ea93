using System.Net;
using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FastChat.Tests.Server.Accounts;

[TestFixture]
internal sealed class TwoStepTests : ProofWorld
{
    [Test]
    public async Task Signing_in_takes_password_and_code_also_after_a_restart_and_each_code_is_good_once()
    {
        var (secret, _) = await EnrolAsync();
        await RestartAsync();
        var ticket = await TicketAsync();
        var code = NextCode(secret);
        var session = await ReadAsync(HttpMethod.Post, "v1/sessions/second-step", null, new { ticket, code, device_name = "second" });
        Assert.That((string?)session["account_id"], Is.EqualTo(Ada.AccountText));

        await WrongAsync(ticket, code);
        await WrongAsync(await TicketAsync(), code);
        await RestartAsync();
        await WrongAsync(await TicketAsync(), code);
        using var next = await FinishAsync(await TicketAsync(), NextCode(secret));
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_code_one_step_early_or_late_is_taken_and_one_further_away_is_not()
    {
        var (secret, _) = await EnrolAsync();
        var totp = new Totp(Base32Encoding.ToBytes(secret));
        Clock.Advance(TimeSpan.FromMinutes(10));
        DateTime At(int steps) => Clock.GetUtcNow().UtcDateTime.AddSeconds(30 * steps);
        await WrongAsync(await TicketAsync(), totp.ComputeTotp(At(-3)));
        await WrongAsync(await TicketAsync(), totp.ComputeTotp(At(3)));
        using var late = await FinishAsync(await TicketAsync(), totp.ComputeTotp(At(-1)));
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var early = await FinishAsync(await TicketAsync(), totp.ComputeTotp(At(1)));
        Assert.That(early.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await WrongAsync(await TicketAsync(), totp.ComputeTotp(At(0)));
    }

    [Test]
    public async Task A_recovery_code_is_good_once_in_any_spelling()
    {
        var (_, recovery) = await EnrolAsync();
        Assert.That(recovery, Has.Length.EqualTo(10));
        using (var taken = await FinishAsync(await TicketAsync(), recovery[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)))
            Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await RestartAsync();
        await WrongAsync(await TicketAsync(), recovery[3]);
        var status = await ReadAsync(HttpMethod.Get, "v1/accounts/me/two-step", Ada);
        Assert.That(status.ToJsonString(), Is.EqualTo("""{"on":true,"recovery_codes_left":9}"""));

        var both = await Task.WhenAll(FinishAsync(await TicketAsync(), recovery[4]), FinishAsync(await TicketAsync(), recovery[4]));
        Assert.That(both.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(1), "also when it comes twice at once");
    }

    [Test]
    public async Task Switching_off_and_new_recovery_codes_take_both_steps()
    {
        var (secret, recovery) = await EnrolAsync();
        foreach (var path in new[] { "disable", "recovery-codes" })
        {
            await RefusedAsync(
                HttpStatusCode.Unauthorized, Code.WrongCredentials, HttpMethod.Post, $"v1/accounts/me/two-step/{path}", Ada,
                new { password = "wrong password", code = NextCode(secret) });
            await RefusedAsync(
                HttpStatusCode.Unauthorized, Code.WrongCode, HttpMethod.Post, $"v1/accounts/me/two-step/{path}", Ada,
                new { password = RawAccounts.Password, code = "000000" });
        }

        var renewed = await ReadAsync(
            HttpMethod.Post, "v1/accounts/me/two-step/recovery-codes", Ada, new { password = RawAccounts.Password, code = NextCode(secret) });
        await WrongAsync(await TicketAsync(), recovery[0]);
        await ReadAsync(
            HttpMethod.Post, "v1/accounts/me/two-step/disable", Ada,
            new { password = RawAccounts.Password, code = (string)renewed["recovery_codes"]![0]! });
        await Server.Accounts.SignInAsync(Handle);
        await RefusedAsync(
            HttpStatusCode.Conflict, Code.TwoStepState, HttpMethod.Post, "v1/accounts/me/two-step/disable", Ada,
            new { password = RawAccounts.Password, code = NextCode(secret) });
    }

    [Test]
    public async Task Nothing_is_switched_on_before_a_code_was_shown_in_time()
    {
        var begun = await ReadAsync(HttpMethod.Post, "v1/accounts/me/two-step", Ada, new { password = RawAccounts.Password });
        Assert.That((string?)begun["address"], Does.StartWith($"otpauth://totp/FastChat:{Handle}?secret="));
        await Server.Accounts.SignInAsync(Handle);
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.WrongCode, HttpMethod.Post, "v1/accounts/me/two-step/confirm", Ada, new { code = "000000" });
        Clock.Advance(TimeSpan.FromMinutes(11));
        await RefusedAsync(
            HttpStatusCode.Conflict, Code.TwoStepState, HttpMethod.Post, "v1/accounts/me/two-step/confirm", Ada,
            new { code = NextCode((string)begun["secret"]!) });
        await RefusedAsync(
            HttpStatusCode.Unauthorized, Code.WrongCredentials, HttpMethod.Post, "v1/accounts/me/two-step", Ada, new { password = "not this one" });
    }

    [Test]
    public async Task A_ticket_ends_with_time_and_with_the_password_and_nobody_makes_one_up()
    {
        var (secret, _) = await EnrolAsync();
        var (late, changed) = (await TicketAsync(), await TicketAsync());
        await ReadAsync(HttpMethod.Put, "v1/accounts/me/password", Ada, new { current_password = RawAccounts.Password, new_password = "another password" });
        await TokenAsync(Code.TokenInvalid, changed, NextCode(secret));
        Clock.Advance(TimeSpan.FromMinutes(6));
        await TokenAsync(Code.TokenExpired, late, NextCode(secret));
        await TokenAsync(Code.TokenInvalid, late[..^1] + (late[^1] == 'A' ? 'B' : 'A'), NextCode(secret));
        await TokenAsync(Code.TokenInvalid, "fct1.", NextCode(secret));
        await TokenAsync(Code.TokenInvalid, Ada.RefreshToken, NextCode(secret));
    }

    [Test]
    public async Task Guessing_codes_is_limited_for_the_account_whatever_the_address()
    {
        await using var strict = await TestServer.StartAsync(options => options with { CodesPerAccountHour = 3 }, time: Clock);
        var ada = await strict.RegisterAsync("ada");
        using var begun = await strict.Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/me/two-step", ada.AccessToken, System.Net.Http.Json.JsonContent.Create(new { password = RawAccounts.Password }));
        Assert.That(begun.IsSuccessStatusCode);
        var codes = new List<Code>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await strict.Accounts.SendAsync(
                HttpMethod.Post, "v1/accounts/me/two-step/confirm", ada.AccessToken, System.Net.Http.Json.JsonContent.Create(new { code = "000000" }));
            codes.Add((Code)(int)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!);
        }

        Assert.That(codes, Is.EqualTo(new[] { Code.WrongCode, Code.WrongCode, Code.WrongCode, Code.RateLimited }));
    }

    [Test]
    public async Task Secret_and_recovery_codes_are_sealed_or_hashed_and_never_logged()
    {
        var (secret, recovery) = await EnrolAsync();
        var ticket = await TicketAsync();
        await WrongAsync(ticket, recovery[0] + "x");
        var record = Server.Server.Services.GetRequiredService<ChatDatabase>().Proofs.ReadTwoStep(Ada.Account)!;
        Assert.That(record.RecoveryHashes.All(hash => hash.Length == 32));
        Assert.That(DiskTraces.Of(Server.Server.Options.DataDirectory).Hold(record.Secret), Is.False);
        Assert.That(DiskTraces.Of(Server.Server.Options.DataDirectory).Hold(record.RecoveryHashes[0]), Is.False, "hashes lie under the seal as well");
        RequireNoTrace([secret, ticket, .. recovery, .. recovery.Select(code => code.Replace("-", "", StringComparison.Ordinal))]);
    }

    private async Task WrongAsync(string ticket, string code)
    {
        using var refused = await FinishAsync(ticket, code);
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Unauthorized, Code.WrongCode);
    }

    private async Task TokenAsync(Code expected, string ticket, string code)
    {
        using var refused = await FinishAsync(ticket, code);
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Unauthorized, expected);
    }
}
