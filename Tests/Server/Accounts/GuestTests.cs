using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Handlers;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Guests: in at once, upgraded with all that they have, or gone when their time is over.</summary>
[TestFixture]
internal sealed class GuestTests
{
    private readonly ShiftedClock _clock = new();
    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync(options => options with { GuestDays = 10 }, time: _clock);

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task An_upgraded_guest_keeps_id_conversation_and_history_also_after_a_restart()
    {
        var (guest, ada) = (await NewGuestAsync("Visitor"), await _server.RegisterAsync("ada"));
        Assert.That(guest.Handle, Does.StartWith("guest-"));
        var own = await ReadAsync(guest, "v1/accounts/me");
        Assert.That(((string?)own["kind"], (string?)own["display_name"]), Is.EqualTo(("guest", "Visitor")));
        Assert.That((long)own["expires_ms"]!, Is.EqualTo(_clock.GetUtcNow().AddDays(10).ToUnixTimeMilliseconds()).Within(60_000));
        Assert.That((await ReadAsync(ada, $"v1/accounts/{guest.Account}"))["expires_ms"], Is.Null, "told to the guest alone");

        await using (var client = await _server.ConnectAsync(guest))
        {
            await client.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = ada.Account.ToByteString() } });
            var id = DirectConversation.Id(guest.Account, ada.Account, Encryption.None);
            await client.SendAsync(id, 1, RawEntries.Text("as a guest"));
            var profiles = await client.RequestAsync(new ClientFrame { FetchAccounts = new FetchAccounts { Accounts = { guest.Account.ToByteString() } } });
            Assert.That(profiles.AccountList.Accounts[0].Kind, Is.EqualTo(AccountKind.Guest));
        }

        using var upgraded = await UpgradeAsync(guest, "grace");
        var profile = JsonNode.Parse(await upgraded.Content.ReadAsStringAsync())!;
        Assert.That(((string?)profile["account_id"], (string?)profile["kind"]), Is.EqualTo((guest.AccountText, "person")));
        await _server.StopAsync();
        await _server.StartAgainAsync();

        var grace = await _server.Accounts.SignInAsync("grace");
        Assert.That(grace.Account, Is.EqualTo(guest.Account));
        await using var again = await _server.ConnectAsync(guest);
        var history = await again.RequestAsync(new ClientFrame
        {
            FetchHistory = new FetchHistory { ConversationId = DirectConversation.Id(guest.Account, ada.Account, Encryption.None).ToByteString() },
        });
        Assert.That(history.HistoryPage.Blocks.SelectMany(block => block.Entries).Last().Kind, Is.EqualTo(EntryKind.Message));
        using var old = await _server.Accounts.SendAsync(HttpMethod.Get, $"v1/accounts/by-handle/{guest.Handle}", grace.AccessToken);
        Assert.That(old.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "the made-up handle is free");

        _clock.Advance(TimeSpan.FromDays(11));
        await RunTimersAsync();
        Assert.That((await _server.Accounts.RefreshAsync(guest.RefreshToken)).Handle, Is.EqualTo("grace"), "its end is off");
    }

    [Test]
    public async Task A_guest_whose_time_is_over_is_signed_out_for_good_and_its_handle_is_free()
    {
        var (guest, ada) = (await NewGuestAsync(null), await _server.RegisterAsync("ada"));
        await using var client = await _server.ConnectAsync(guest);
        await _server.StopAsync();
        await _server.StartAgainAsync();
        _clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromMinutes(5));
        await RunTimersAsync();
        guest = await _server.Accounts.RefreshAsync(guest.RefreshToken);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await RunTimersAsync();
        using var refused = await _server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", guest.AccessToken);
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Unauthorized, Code.TokenInvalid);
        Assert.ThrowsAsync<InvalidOperationException>(() => _server.Accounts.RefreshAsync(guest.RefreshToken));
        ada = await _server.Accounts.RefreshAsync(ada.RefreshToken);
        using var gone = await _server.Accounts.SendAsync(HttpMethod.Get, $"v1/accounts/by-handle/{guest.Handle}", ada.AccessToken);
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_guest_whose_end_has_begun_is_upgraded_no_more_and_only_its_own_handle_is_freed()
    {
        var held = new HeldDepartures();
        await using var server = await TestServer.StartAsync(options => options with { GuestDays = 10 }, held.Register, _clock);
        var guest = await NewGuestAsync(null, server);
        _clock.Advance(TimeSpan.FromDays(11));
        var ends = server.Server.Services.GetRequiredService<TimerRunner>().RunDueAsync();
        await held.Reached;
        // As a request does that came in before the guest was signed out.
        var upgrade = server.Server.Services.GetRequiredService<FastChat.Server.Accounts.Guests>()
            .UpgradeAsync(guest.Account, "grace", RawAccounts.Password, null, null, CancellationToken.None);
        Assert.That(Assert.ThrowsAsync<FastChat.Server.Routing.RefusalException>(() => upgrade)!.Code, Is.EqualTo(Code.NotAGuest));
        held.LetGo();
        await ends;
        var grace = await server.RegisterAsync("grace");
        Assert.That(grace.Account, Is.Not.EqualTo(guest.Account));
        using var gone = await server.Accounts.SendAsync(HttpMethod.Get, $"v1/accounts/by-handle/{guest.Handle}", grace.AccessToken);
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Only_a_guest_is_upgraded_once_and_to_a_free_handle()
    {
        var (guest, ada) = (await NewGuestAsync(null), await _server.RegisterAsync("ada"));
        using (var person = await UpgradeAsync(ada, "lovelace")) await HttpTestBase.RequireProblemAsync(person, HttpStatusCode.Conflict, Code.NotAGuest);
        using (var taken = await UpgradeAsync(guest, "ada")) await HttpTestBase.RequireProblemAsync(taken, HttpStatusCode.Conflict, Code.HandleTaken);
        var both = await Task.WhenAll(UpgradeAsync(guest, "grace"), UpgradeAsync(guest, "hopper"));
        Assert.That(both.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(1));
        var won = both[0].IsSuccessStatusCode ? "grace" : "hopper";
        Assert.That((await _server.Accounts.SignInAsync(won)).Account, Is.EqualTo(guest.Account));
        await _server.RegisterAsync(won == "grace" ? "hopper" : "grace");
    }

    [Test]
    public async Task Where_invitations_are_needed_a_guest_needs_one_to_stay()
    {
        await using var server = await TestServer.StartAsync(options => options with { GuestDays = 1, Registration = RegistrationMode.Invitation });
        var guest = await NewGuestAsync(null, server);
        using (var refused = await UpgradeAsync(guest, "grace", server: server))
            await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.BadRequest, Code.InvitationInvalid);
        var invitations = server.Server.Services.GetRequiredService<FastChat.Server.Accounts.Invitations>();
        var (code, _, _) = await invitations.CreateAsync("", 1, 24 * 60 * 60);
        using var upgraded = await UpgradeAsync(guest, "grace", code, server);
        Assert.That(upgraded.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task RunTimersAsync() => await _server.Server.Services.GetRequiredService<TimerRunner>().RunDueAsync();

    private async Task<RawSession> NewGuestAsync(string? name, TestServer? server = null)
    {
        using var answer = await (server ?? _server).Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/guests", null, JsonContent.Create(new { device_name = "phone", display_name = name }));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return (await answer.Content.ReadFromJsonAsync<RawSession>())!;
    }

    private Task<HttpResponseMessage> UpgradeAsync(RawSession guest, string handle, string? invitation = null, TestServer? server = null) =>
        (server ?? _server).Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/me/upgrade", guest.AccessToken,
            JsonContent.Create(new { handle, password = RawAccounts.Password, invitation }));

    private async Task<JsonNode> ReadAsync(RawSession session, string path)
    {
        using var answer = await _server.Accounts.SendAsync(HttpMethod.Get, path, session.AccessToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
