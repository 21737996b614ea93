using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Accounts;

/// <summary>What an account keeps for itself, over the wire: versions, events, limits, what is forgotten.</summary>
[TestFixture]
internal sealed class PersonalRowsTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync(options => options with { Seeding = new() { Enabled = true } });

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task A_change_is_answered_with_its_rows_told_to_the_other_devices_and_found_again()
    {
        var (one, two, _) = await TwoDevicesAsync("vera");
        var changed = await ChangeAsync(one, Folder(1, "work"));
        Assert.That(changed.PreviousVersion, Is.Zero);
        var told = (await two.NextEventAsync(frame => frame.PersonalChanged is not null)).PersonalChanged;
        Assert.That(told, Is.EqualTo(changed));
        var page = await FetchAsync(two, 0);
        Assert.That((page.FromStart, page.Version, page.Rows.Single()), Is.EqualTo((true, changed.Version, changed.Rows.Single())));
        Assert.That((await FetchAsync(two, changed.Version)).Rows, Is.Empty);

        var same = await ChangeAsync(one, Folder(1, "work"));
        Assert.That((same.Version, same.PreviousVersion), Is.EqualTo((changed.Version, changed.Version)), "nothing has changed");
        var next = await ChangeAsync(two, Folder(2, "play"));
        Assert.That(next.PreviousVersion, Is.EqualTo(changed.Version));
        page = await FetchAsync(one, changed.Version);
        Assert.That((page.FromStart, page.Rows.Single().Folders.Folders.Count), Is.EqualTo((false, 2)));
    }

    [Test]
    public async Task Sync_tells_the_version_in_its_first_page()
    {
        var (one, _, session) = await TwoDevicesAsync("walter");
        var changed = await ChangeAsync(one, Folder(1, "work"));
        await using var third = await RawClient.ConnectAsync(_server.Tcp);
        Assert.That((await third.HelloAsync(session)).Page.PersonalVersion, Is.EqualTo(changed.Version));
    }

    [Test]
    public async Task What_is_too_much_or_malformed_is_refused_and_changes_nothing()
    {
        var (one, _, session) = await TwoDevicesAsync("xenia");
        for (var i = 1UL; i <= ProtocolLimits.FoldersMax; i++)
            await ChangeAsync(one, Folder(i, $"folder {i}"));
        var before = await FetchAsync(one, 0);
        var own = session.Account.ToByteString();
        foreach (var (request, code) in new (ClientFrame, Code)[]
        {
            (Folder(99, "one too many"), Code.LimitReached),
            (Folder(0, "no id"), Code.Malformed),
            (Folder(1, "a\nb"), Code.InvalidName),
            (new ClientFrame { SetFolder = new SetFolder { Id = 98, After = 1 } }, Code.FolderNotFound),
            (new ClientFrame { SetAccountSettings = new SetAccountSettings { Presence = (Audience)9 } }, Code.Malformed),
            (new ClientFrame { SetContact = new SetContact { Account = own } }, Code.Malformed),
            (new ClientFrame { SetContact = new SetContact { Account = Storage.Ids.Account(77).ToByteString() } }, Code.AccountNotFound),
            (new ClientFrame { SetBlocked = new SetBlocked { Account = Storage.Ids.Account(77).ToByteString(), Blocked = true } }, Code.AccountNotFound),
            (new ClientFrame { FetchPersonal = new FetchPersonal { Continuation = ByteString.CopyFromUtf8("made up") } }, Code.BadCursor),
        })
        {
            Assert.That((await one.RequestAsync(request)).Error?.Code, Is.EqualTo(code), request.ToString());
        }

        Assert.That(await FetchAsync(one, 0), Is.EqualTo(before));
    }

    [Test]
    public async Task Who_has_missed_what_was_forgotten_is_told_everything_from_the_start()
    {
        var (one, _, session) = await TwoDevicesAsync("yuri");
        var contacts = new List<ByteString>();
        for (var i = 0; i < 12; i++)
            contacts.Add((await _server.RegisterAsync($"contact{i}")).Account.ToByteString());
        var early = (await ChangeAsync(one, Folder(1, "work"))).Version;
        foreach (var contact in contacts)
        {
            await ChangeAsync(one, new ClientFrame { SetContact = new SetContact { Account = contact, Name = "friend" } });
            await ChangeAsync(one, new ClientFrame { SetContact = new SetContact { Account = contact, Removed = true } });
        }

        Assert.That((await FetchAsync(one, early)).Rows, Has.Count.EqualTo(12), "removed contacts are told");
        await _server.Server.Services.GetRequiredService<FastChat.Server.Accounts.PersonalStore>().ForgetAsync(session.Account);
        var page = await FetchAsync(one, early);
        Assert.That((page.FromStart, page.Rows.Count), Is.EqualTo((true, 1)), "only what says something");
        Assert.That((await FetchAsync(one, page.Version)).Rows, Is.Empty, "who knows all is told nothing");
    }

    private async Task<(RawClient One, RawClient Two, RawSession Session)> TwoDevicesAsync(string handle)
    {
        var session = await _server.RegisterAsync(handle);
        var one = await _server.ConnectAsync(session);
        var two = await _server.ConnectAsync(await _server.Accounts.SignInAsync(handle));
        return (one, two, session);
    }

    private static ClientFrame Folder(ulong id, string name) => new() { SetFolder = new SetFolder { Id = id, Name = name } };

    private static async Task<PersonalChanged> ChangeAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.PersonalChanged, Is.Not.Null, answer.ToString());
        return answer.PersonalChanged;
    }

    private static async Task<PersonalPage> FetchAsync(RawClient client, ulong after) =>
        (await client.RequestAsync(new ClientFrame { FetchPersonal = new FetchPersonal { AfterVersion = after } })).PersonalPage;
}
