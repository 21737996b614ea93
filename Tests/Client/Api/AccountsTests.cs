using FastChat.Client;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class AccountsTests
{
    private ChatWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ChatWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Refusals_are_numbered_and_say_what_to_do()
    {
        await _world.RegisterAsync("taken");
        var client = _world.Make("refused");
        Assert.That(Refusal(() => client.RegisterAsync("taken", RawAccounts.Password)), Is.EqualTo(ErrorCode.HandleTaken));
        Assert.That(Refusal(() => client.RegisterAsync("1", RawAccounts.Password)), Is.EqualTo(ErrorCode.InvalidHandle));
        Assert.That(Refusal(() => client.RegisterAsync("short", "pass")), Is.EqualTo(ErrorCode.InvalidPassword));
        Assert.That(Refusal(() => client.SignInAsync("taken", "not the password")), Is.EqualTo(ErrorCode.WrongCredentials));
        Assert.That(client.Connection.State, Is.EqualTo(ConnectionState.SignedOut));
        Assert.That(await client.ResumeAsync(), Is.Null);
        Assert.That(Assert.Throws<ChatException>(() => client.OpenConversations())!.Code, Is.EqualTo(ErrorCode.SignedOut));
    }

    [Test]
    public void An_address_that_is_none_is_a_programmer_s_error_and_a_server_that_is_away_is_not()
    {
        Assert.Throws<ArgumentException>(() => _ = new ChatClient("localhost"));
        Assert.Throws<ArgumentException>(() => _ = new ChatClient("ftp://localhost"));
        var client = _world.Make("nowhere", options => options with { Server = "http://127.0.0.1:9" });
        var failure = Assert.ThrowsAsync<ChatException>(() => client.SignInAsync("ada", "correct horse"))!;
        Assert.That((failure.Code, failure.Code.Advice), Is.EqualTo((ErrorCode.Unreachable, FastChat.Protocol.Errors.Advice.Retry)));
    }

    [Test]
    public async Task A_profile_can_be_changed_and_others_see_it()
    {
        var ada = await _world.RegisterAsync("profile-ada");
        var grace = await _world.RegisterAsync("profile-grace");
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0];
        await ada.UpdateProfileAsync(new ProfileChange { DisplayName = "Ada Lovelace", About = "Notes on the engine" });
        var changed = await ada.SetAvatarAsync(AttachmentSource.FromStream(new MemoryStream(png), "me.png"));
        Assert.That(ada.Account, Is.EqualTo(changed));
        var seen = await grace.FindAccountAsync("PROFILE-ADA");
        Assert.That(seen, Is.EqualTo(changed));
        Assert.That((seen!.Name, seen.About), Is.EqualTo(("Ada Lovelace", "Notes on the engine")));
        Assert.That(grace.GetAccount(ada.Account!.Id), Is.EqualTo(changed));
        using var picture = new MemoryStream();
        await grace.DownloadAsync(new Attachment(seen.Avatar!.Value, "", "", 0), picture).SoonAsync();
        Assert.That(picture.ToArray(), Is.EqualTo(png));
        Assert.That((await ada.UpdateProfileAsync(new ProfileChange { Avatar = MediaId.None })).Avatar, Is.Null);
        Assert.That(await grace.FindAccountAsync("nobody-has-this"), Is.Null);
    }

    [Test]
    public async Task A_revoked_device_is_refused_for_good_and_a_changed_password_revokes_the_others()
    {
        var phone = await _world.RegisterAsync("devices");
        var laptop = await _world.SignInAsync("devices", "devices-laptop");
        var devices = await phone.ReadDevicesAsync();
        Assert.That(devices.Select(device => (device.Name, device.Current)), Is.EquivalentTo(new[] { ("devices", true), ("devices-laptop", false) }));
        await phone.RevokeDeviceAsync(devices.Single(device => !device.Current).Id);
        await laptop.WaitForAsync(ConnectionState.Refused).SoonAsync();
        Assert.That(laptop.Connection.Code, Is.Not.Null);

        var tablet = await _world.SignInAsync("devices", "devices-tablet");
        await phone.ChangePasswordAsync(RawAccounts.Password, "another horse battery");
        await tablet.WaitForAsync(ConnectionState.Refused).SoonAsync();
        await phone.LiveAsync();
    }

    [Test]
    public async Task Signing_out_with_erasure_leaves_nothing_and_without_keeps_the_log()
    {
        var ada = await _world.RegisterAsync("leaving");
        var group = await ada.CreateGroupAsync("Diary", []);
        await (await group.SendAsync("dear diary")).Sent.SoonAsync();
        await using var list = ada.OpenConversations();
        await ada.SignOutAsync(eraseStore: false);
        Assert.That(ada.Account, Is.Null);
        Assert.That(Assert.ThrowsAsync<ChatException>(() => group.SendAsync("too late"))!.Code, Is.EqualTo(ErrorCode.SignedOut));
        await ada.SignInAsync("leaving", RawAccounts.Password);
        Assert.That(group.OpenTimeline().Snapshot[^1].Text, Is.EqualTo("dear diary"));
        await ada.LiveAsync();

        await ada.SignOutAsync(eraseStore: true);
        var path = _world.PathOf("leaving");
        var left = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!, "leaving.*");
        Assert.That(left, Is.Empty);
        Assert.That(await ada.ResumeAsync(), Is.Null);
    }

    [Test]
    public async Task Signing_out_tells_whether_the_server_knows_and_offline_the_next_sign_in_ends_the_old_token()
    {
        using var http = new SignOutHandler();
        var ada = await _world.RegisterAsync("unheard", options => options with { Http = http });
        Assert.That(await ada.SignOutAsync(eraseStore: false), Is.True);
        Assert.ThrowsAsync<InvalidOperationException>(() => _world.Server.Accounts.RefreshAsync(http.RefreshToken));

        await ada.SignInAsync("unheard", RawAccounts.Password);
        await ada.LiveAsync();
        http.IsOffline = true;
        Assert.That(await ada.SignOutAsync(eraseStore: false), Is.False);
        var copied = await _world.Server.Accounts.RefreshAsync(http.RefreshToken);

        http.IsOffline = false;
        await ada.SignInAsync("unheard", RawAccounts.Password);
        Assert.ThrowsAsync<InvalidOperationException>(() => _world.Server.Accounts.RefreshAsync(copied.RefreshToken));
    }

    [Test]
    public async Task A_store_belongs_to_one_client_at_a_time()
    {
        await _world.RegisterAsync("single");
        var second = _world.Make("single");
        Assert.That(Refusal(() => second.ResumeAsync()), Is.EqualTo(ErrorCode.StoreInUse));
    }

    private static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
