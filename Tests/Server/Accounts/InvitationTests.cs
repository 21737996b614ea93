using System.Net;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Hosting;
using FastChat.Storage.Accounts;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Who may register: everybody, who was invited, or nobody.</summary>
[TestFixture]
internal sealed class InvitationTests
{
    private readonly ShiftedClock _clock = new();
    private TestServer _server = null!;
    private int _tests;

    private Invitations Invitations => _server.Server.Services.GetRequiredService<Invitations>();

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _server = await TestServer.StartAsync(options => options with { Registration = RegistrationMode.Invitation }, time: _clock);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    /// <summary>Those of the test before are gone, and handles are this test's own.</summary>
    [SetUp]
    public async Task BeginAsync()
    {
        foreach (var (key, _) in Invitations.ReadAll()) await Invitations.RevokeAsync(key);
        _tests++;
    }

    [Test]
    public async Task Whoever_was_invited_registers_and_nobody_else_does_also_after_a_restart()
    {
        var code = (string)JsonNode.Parse(await RunAsync("admin", "invite", "2", "7d", "for friends"))!["invitation"]!;
        Assert.That(await TryAsync("first", code), Is.EqualTo(HttpStatusCode.Created));
        await _server.StopAsync();
        await _server.StartAgainAsync();
        Assert.That(await RunAsync("admin", "invitations"), Does.Match("\"uses_max\": ?2,\\s*\"uses\": ?1\\b").And.Contains("for friends").And.Not.Contains(code));
        Assert.That(await TryAsync("second", code), Is.EqualTo(HttpStatusCode.Created));
        await RefusedAsync("third", code);
        await RefusedAsync("third", "fci1.AAAAAAAAAAAAAAAAAAAAAA");
        await RefusedAsync("third", null);
    }

    [Test]
    public async Task Of_many_who_come_with_one_invitation_at_once_as_many_get_in_as_it_is_for()
    {
        var (code, _, _) = await Invitations.CreateAsync("", 3, 24 * 60 * 60);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => TryAsync($"friend-{i}", code)));
        Assert.That(answers.Count(status => status == HttpStatusCode.Created), Is.EqualTo(3));
        Assert.That(Invitations.ReadAll().Single().Record.Uses, Is.EqualTo(3));
    }

    [Test]
    public async Task A_taken_handle_uses_no_invitation_up_and_a_wrong_invitation_keeps_no_handle()
    {
        var (code, _, _) = await Invitations.CreateAsync("", 2, 24 * 60 * 60);
        Assert.That(await TryAsync("ada", code), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await TryAsync("ada", code), Is.EqualTo(HttpStatusCode.Conflict));
        await RefusedAsync("grace", "fci1.wrong");
        Assert.That(await TryAsync("grace", code), Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task An_invitation_ends_by_time_and_by_hand()
    {
        var (late, _, _) = await Invitations.CreateAsync("", 5, 24 * 60 * 60);
        _clock.Advance(TimeSpan.FromDays(1.1));
        await RefusedAsync("ada", late);
        var (revoked, key, _) = await Invitations.CreateAsync("", 5, 24 * 60 * 60);
        Assert.That(Invitations.ReadAll().Select(row => row.Key), Is.EqualTo(new[] { key }), "making one clears those that have ended");
        await RunAsync("admin", "uninvite", key.ToString());
        await RefusedAsync("ada", revoked);
    }

    [Test]
    public async Task The_code_is_kept_as_a_hash_under_a_seal()
    {
        var (code, key, _) = await Invitations.CreateAsync("seen by the operator", 5, 24 * 60 * 60);
        Assert.That(key, Is.EqualTo(InvitationKey.Of(code)));
        var files = DiskTraces.Of(_server.Server.Options.DataDirectory);
        Assert.That(files.Hold(key.Value), "the row is on the disk, so that the search can find something");
        Assert.That(files.Hold(code), Is.False);
        Assert.That(files.Hold("seen by the operator"), Is.False);
    }

    [TestCase("admin", "invite", "0", "7d")]
    [TestCase("admin", "invite", "1", "400d")]
    [TestCase("admin", "uninvite", "00000000-0000-7000-8000-000000000001")]
    public async Task A_command_that_cannot_be_is_told_why(params string[] command)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exit = await CommandRunner.RunAsync([.. command, "--DataDirectory", _server.Server.Options.DataDirectory], output, errors);
        Assert.That(exit, Is.EqualTo(CommandRunner.Failed));
        Assert.That(errors.ToString(), Is.Not.Empty);
    }

    [Test]
    public async Task Where_registration_is_closed_nobody_registers()
    {
        await using var closed = await TestServer.StartAsync(options => options with { Registration = RegistrationMode.Closed });
        using var refused = await RegisterAsync(closed, "ada", "fci1.whatever");
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Forbidden, Code.RegistrationClosed);
        using var guest = await closed.Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/guests", null, System.Net.Http.Json.JsonContent.Create(new { device_name = "x" }));
        await HttpTestBase.RequireProblemAsync(guest, HttpStatusCode.Forbidden, Code.RegistrationClosed);
        var discovery = await closed.Http.GetStringAsync(".well-known/fastchat");
        Assert.That(discovery, Does.Contain("\"registration\":\"closed\",\"guests\":false"));
    }

    private async Task<string> RunAsync(params string[] command)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exit = await CommandRunner.RunAsync([.. command, "--DataDirectory", _server.Server.Options.DataDirectory], output, errors);
        Assert.That(exit, Is.EqualTo(CommandRunner.Succeeded), errors.ToString());
        return output.ToString();
    }

    private async Task<HttpStatusCode> TryAsync(string handle, string? invitation)
    {
        using var answer = await RegisterAsync(_server, $"{handle}-{_tests}", invitation);
        return answer.StatusCode;
    }

    private async Task RefusedAsync(string handle, string? invitation)
    {
        using var answer = await RegisterAsync(_server, $"{handle}-{_tests}", invitation);
        await HttpTestBase.RequireProblemAsync(answer, HttpStatusCode.BadRequest, Code.InvitationInvalid);
    }

    private static Task<HttpResponseMessage> RegisterAsync(TestServer server, string handle, string? invitation) => server.Accounts.SendAsync(
        HttpMethod.Post, "v1/accounts", null,
        System.Net.Http.Json.JsonContent.Create(new { handle, password = RawAccounts.Password, device_name = "x", invitation }));
}
