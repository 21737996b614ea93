using System.Net;
using FastChat.Protocol;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Http;

public sealed class AccountEndpointTests : HttpTestBase
{
    [Test]
    public async Task Registering_answers_with_a_session_that_works()
    {
        var handle = NewHandle();
        using var response = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle = handle.ToUpperInvariant(), password = RawAccounts.Password, device_name = "phone", display_name = " Ada " });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var session = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<RawSession>(response.Content))!;
        Assert.That(session.Handle, Is.EqualTo(handle));
        Assert.That(session.RefreshToken, Does.StartWith("fcr1."));
        var profile = await ReadAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", session));
        Assert.That(profile.ToJsonString(), Is.EqualTo($$"""{"account_id":"{{session.Account}}","handle":"{{handle}}","display_name":"Ada","about":"","avatar_media_id":null,"kind":"person"}"""));
    }

    [Test]
    public async Task A_taken_handle_is_refused_in_any_spelling_and_still_works_for_its_owner()
    {
        var handle = NewHandle();
        await Server.Accounts.RegisterAsync(handle);
        using var response = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle = handle.ToUpperInvariant(), password = RawAccounts.Password, device_name = "x" });
        await RequireProblemAsync(response, HttpStatusCode.Conflict, Code.HandleTaken);
        Assert.That((await Server.Accounts.SignInAsync(handle)).Handle, Is.EqualTo(handle));
    }

    [Test]
    public async Task Of_many_who_register_one_handle_at_once_exactly_one_gets_it()
    {
        var handle = NewHandle();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle, password = RawAccounts.Password, device_name = "x" })));
        Assert.That(answers.Count(a => a.StatusCode == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Count(a => a.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(19));
    }

    [TestCase("guest-ada")]
    [TestCase("Hook-build")]
    [TestCase("user-17")]
    public async Task Handles_that_begin_like_those_that_the_server_makes_are_nobodys_to_choose(string handle)
    {
        using var person = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle, password = RawAccounts.Password, device_name = "x" });
        await RequireProblemAsync(person, HttpStatusCode.Conflict, Code.HandleTaken);
        var ada = await Server.Accounts.RegisterAsync(NewHandle());
        await RequireProblemAsync(await SendAsync(HttpMethod.Post, "v1/bots", ada, body: new { handle }), HttpStatusCode.Conflict, Code.HandleTaken);
    }

    [TestCase("\u202Etoor")]
    [TestCase("A\u200Bda")]
    [TestCase("\u3164")]
    public async Task Names_that_look_like_others_or_like_nothing_are_refused_of_people_and_bots(string name)
    {
        var handle = NewHandle();
        using var made = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle, password = RawAccounts.Password, device_name = "x", display_name = name });
        await RequireProblemAsync(made, HttpStatusCode.BadRequest, Code.Malformed);
        var ada = await Server.Accounts.RegisterAsync(handle);
        await RequireProblemAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", ada, new { display_name = name }), HttpStatusCode.BadRequest, Code.Malformed);
        await RequireProblemAsync(await SendAsync(HttpMethod.Post, "v1/bots", ada, new { handle = NewHandle(), display_name = name }), HttpStatusCode.BadRequest, Code.Malformed);
        using var family = await SendAsync(HttpMethod.Patch, "v1/accounts/me", ada, new { display_name = "Ada 👩\u200D👩\u200D👧" });
        Assert.That(family.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("a", "correct horse", "x", Code.InvalidHandle)]
    [TestCase("ada lovelace", "correct horse", "x", Code.InvalidHandle)]
    [TestCase("../ada", "correct horse", "x", Code.InvalidHandle)]
    [TestCase("valid", "short", "x", Code.InvalidPassword)]
    [TestCase("valid", "correct horse", "a\nb", Code.Malformed)]
    public async Task What_cannot_become_an_account_is_refused(string handle, string password, string device, Code code)
    {
        using var response = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle, password, device_name = device });
        await RequireProblemAsync(response, HttpStatusCode.BadRequest, code);
    }

    [TestCase(256, true)]
    [TestCase(257, false)]
    public async Task A_password_has_at_most_256_bytes(int bytes, bool fits)
    {
        using var response = await SendAsync(HttpMethod.Post, "v1/accounts", body: new { handle = NewHandle(), password = new string('p', bytes), device_name = "x" });
        Assert.That(response.IsSuccessStatusCode, Is.EqualTo(fits));
    }

    [Test]
    public async Task A_profile_changes_in_the_named_members_only()
    {
        var session = await RegisterAsync();
        await ReadAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", session, new { display_name = "Ada", about = "first\nsecond" }));
        var profile = await ReadAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", session, new { about = "" }));
        Assert.That((string?)profile["display_name"], Is.EqualTo("Ada"));
        Assert.That((string?)profile["about"], Is.Empty);
        await RequireProblemAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", session, new { display_name = new string('x', 129) }), HttpStatusCode.BadRequest, Code.Malformed);
        await RequireProblemAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", session, new { avatar_media_id = Guid.CreateVersion7().ToString() }), HttpStatusCode.NotFound, Code.MediaNotFound);
        await RequireProblemAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", session, new { handle = "other" }), HttpStatusCode.BadRequest, Code.Malformed);
    }

    [Test]
    public async Task Others_are_found_by_id_and_by_exact_handle()
    {
        var (ada, grace) = (await RegisterAsync(), await RegisterAsync());
        var byId = await ReadAsync(await SendAsync(HttpMethod.Get, $"v1/accounts/{grace.Account}", ada));
        var byHandle = await ReadAsync(await SendAsync(HttpMethod.Get, $"v1/accounts/by-handle/{grace.Handle.ToUpperInvariant()}", ada));
        Assert.That(byHandle.ToJsonString(), Is.EqualTo(byId.ToJsonString()));
    }

    [TestCase("by-handle/nobody-has-this")]
    [TestCase("by-handle/x")]
    [TestCase("by-handle/%F0%9F%98%80")]
    [TestCase("00000000-0000-7000-8000-000000000001")]
    [TestCase("not-an-id")]
    public async Task Unknown_accounts_are_told_alike(string path)
    {
        var problem = await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/" + path, await RegisterAsync()), HttpStatusCode.NotFound, Code.AccountNotFound);
        Assert.That((string?)problem["detail"], Is.EqualTo("There is no such account."));
    }

    [Test]
    public async Task Changing_the_password_signs_all_other_devices_out()
    {
        var first = await RegisterAsync();
        var second = await Server.Accounts.SignInAsync(first.Handle);
        using var wrong = await SendAsync(HttpMethod.Put, "v1/accounts/me/password", second, new { current_password = "not this one", new_password = "battery staple" });
        await RequireProblemAsync(wrong, HttpStatusCode.Unauthorized, Code.WrongCredentials);
        using var right = await SendAsync(HttpMethod.Put, "v1/accounts/me/password", second, new { current_password = RawAccounts.Password, new_password = "battery staple" });
        Assert.That(right.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", first), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await ReadAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", second));
        Assert.ThrowsAsync<InvalidOperationException>(() => Server.Accounts.SignInAsync(first.Handle));
        await Server.Accounts.SignInAsync(first.Handle, "battery staple");
    }

    [Test]
    public async Task Accounts_survive_a_restart()
    {
        var session = await RegisterAsync();
        await RestartAsync();
        await ReadAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", session));
        await Server.Accounts.SignInAsync(session.Handle);
        await Server.Accounts.RefreshAsync(session.RefreshToken);
    }
}
