using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Protocol.Push;
using FastChat.Server.Accounts;
using FastChat.Server.Hosting;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Administration;
using FastChat.Storage.Push;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Administration;

/// <summary>An account that has left traces in every corner, and two others that it left them with.</summary>
internal sealed class DeletionWorld(TestServer server) : IAsyncDisposable
{
    public const string Handle = "unforgettable.ada";
    public const string Name = "Ada the Unforgettable";
    public const string About = "ada@lovelace.example";
    public const string DeviceName = "unforgettable.ada's first";
    public const string Said = "the plum in the icebox";
    public const string Note = "she keeps calling me countess";
    public const string Folder = "unforgettable plans";
    public const string Draft = "what I never said";
    public const string Nickname = "my dear Joan";
    public const string Endpoint = "/unforgettable/endpoint";
    public const string UploadName = "unforgettable.tape";

    public const string Mail = "countess@lovelace.example";
    public const string Subject = "unforgettable-subject";
    public const string BotHandle = "unforgettable.bot";
    public const string TokenName = "for the engine";
    public const string Label = "for my countesses";

    /// <summary>Only in messages of the group that are enough for its search index.</summary>
    public const string Indexed = "xylographically";

    /// <summary>All words of Ada's own; the name of an upload as tus has it.</summary>
    public static readonly string[] Words =
    [
        Handle, Name, About, DeviceName, Said, Note, Folder, Draft, Nickname, Endpoint, Convert.ToBase64String(Encoding.UTF8.GetBytes(UploadName)),
        Label, Mail, Subject, BotHandle, TokenName, Indexed,
    ];

    public RawSession Ada { get; private set; } = null!;

    public RawSession Grace { get; private set; } = null!;

    public RawSession Joan { get; private set; } = null!;

    public ConversationId Direct { get; private set; }

    public ConversationId Group { get; private set; }

    /// <summary>Ada has left this one before.</summary>
    public ConversationId Former { get; private set; }

    /// <summary>Nobody but Ada is here.</summary>
    public ConversationId Alone { get; private set; }

    /// <summary>With Joan, whom Ada has blocked.</summary>
    public ConversationId Blocked { get; private set; }

    /// <summary>Ada's.</summary>
    public AccountId Bot { get; private set; }

    /// <summary>Under which an issuer's word leads to Ada.</summary>
    public HandleKey External { get; private set; }

    public MediaId Shared { get; private set; }

    public MediaId Unshared { get; private set; }

    public ChatDatabase Database => server.Server.Services.GetRequiredService<ChatDatabase>();

    /// <summary>A server whose pushes come too late to go out.</summary>
    public static Task<TestServer> ServerAsync(Action<IServiceCollection>? configure = null) => TestServer.StartAsync(
        options => options with { Push = new PushOptions { QuietSeconds = 3_600 }, Outbound = new OutboundOptions { AllowLoopback = true } }, configure);

    public async Task<DeletionWorld> MakeAsync()
    {
        (Ada, Grace, Joan) = (await server.RegisterAsync(Handle), await server.RegisterAsync("grace"), await server.RegisterAsync("joan"));
        Shared = await server.Accounts.UploadAsync(Ada.AccessToken, "a shared picture");
        Unshared = await server.Accounts.UploadAsync(Ada.AccessToken, "a private picture");
        using var profile = await server.Accounts.SendAsync(
            HttpMethod.Patch, "v1/accounts/me", Ada.AccessToken,
            JsonContent.Create(new { display_name = Name, about = About, avatar_media_id = Unshared.ToString() }));
        Assert.That(profile.IsSuccessStatusCode);
        await using var grace = await server.ConnectAsync(Grace);
        await using (var ada = await server.ConnectAsync(Ada))
        {
            await TalkAsync(ada, grace);
            await InviteAsync(ada, grace);
            await KeepAsync(ada);
            await ProveAsync(ada);
        }

        await Conditions.Until(() => server.Server.Services.Directory().Links(Ada.Account).Count == 0);
        await grace.SendTextAsync(Group, 4, "are you asleep?");
        await Conditions.Until(() => Database.PushStates.Read(new PushPlace(Group, Ada.Account, Ada.Device)) is not null);
        return this;
    }

    private async Task TalkAsync(RawClient ada, RawClient grace)
    {
        Direct = await CreatedAsync(ada, new ClientFrame { CreateDirect = new() { AccountId = Grace.Account.ToByteString() } });
        Group = await GroupAsync(ada, "the group", Grace, Joan);
        Former = await GroupAsync(grace, "the former group", Ada);
        Alone = await GroupAsync(ada, "my own notes");
        await ada.SendAsync(Direct, 1, RawEntries.WithMedia(Said, Shared));
        await ada.SendAsync(Direct, 2, RawEntries.Edit(2, Said + ", so cold"), RawEntries.Text(Said + " again"));
        await ada.SendAsync(Group, 1, RawEntries.Text(Said), RawEntries.Everyone(Said));
        await OkAsync(grace, new ClientFrame { UpdateConversation = new() { ConversationId = Former.ToByteString(), SlowModeSeconds = 1 } });
        await ada.SendAsync(Former, 1, RawEntries.Text(Said));
        await OkAsync(grace, new ClientFrame
        {
            MuteMember = new() { ConversationId = Former.ToByteString(), Account = Ada.Account.ToByteString(), UntilMs = long.MaxValue },
        });
        await ada.SendAsync(Alone, 1, RawEntries.Text(Said));
        var mention = RawEntries.Text("and you?");
        mention.MentionedAccounts.Add(Ada.Account.ToByteString());
        await grace.SendAsync(Group, 1, mention, RawEntries.Poll(EntryFlag.Anonymous));
        await OkAsync(ada, new ClientFrame { LeaveConversation = new() { ConversationId = Former.ToByteString() } });
        var head = (await ada.RequestAsync(new ClientFrame { FetchConversation = new() { ConversationId = Group.ToByteString() } })).Conversation.HeadSequence;
        await OkAsync(ada, new ClientFrame { CastVote = new() { ConversationId = Group.ToByteString(), TargetSequence = head, Choices = 1 } });
        await OkAsync(ada, new ClientFrame { HideMessages = new() { ConversationId = Group.ToByteString(), Sequences = { 1 } } });
        await OkAsync(ada, new ClientFrame
        {
            ScheduleSend = new()
            {
                ConversationId = Group.ToByteString(),
                Entry = RawEntries.Text(Said),
                DueMs = TimeProvider.System.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds(),
            },
        });
        await OkAsync(ada, Report(head - 1, Note));
        await OkAsync(grace, Report(2, "look"));
        var reply = (await grace.SendAsync(Group, 3, RawEntries.Reply(2, "in a thread")))[0].Sequence;
        await OkAsync(ada, new ClientFrame { MoveCursor = new() { ConversationId = Group.ToByteString(), ReadSequence = reply, ThreadRoot = 2 } });
        await ada.SendAsync(Group, 3, [.. Enumerable.Range(0, 40).Select(_ => RawEntries.Text(Indexed))]);
        await Conditions.Until(() => Database.Search.ReadManifest(Group).Covered > head);
    }

    /// <summary>Ada asks to join where she has never been, and invites others.</summary>
    private async Task InviteAsync(RawClient ada, RawClient grace)
    {
        var elsewhere = await GroupAsync(grace, "elsewhere");
        var invite = await grace.RequestAsync(new ClientFrame
        {
            CreateInvite = new() { ConversationId = elsewhere.ToByteString(), NeedsApproval = true, Secret = new IdSource(TimeProvider.System).NewId<MediaId>().ToByteString() },
        });
        await OkAsync(ada, new ClientFrame { JoinConversation = new() { Link = invite.InviteCreated.Link } });
        await OkAsync(ada, new ClientFrame
        {
            CreateInvite = new() { ConversationId = Group.ToByteString(), Label = Label, Secret = new IdSource(TimeProvider.System).NewId<MediaId>().ToByteString() },
        });
    }

    /// <summary>What Ada keeps for herself.</summary>
    private async Task KeepAsync(RawClient ada)
    {
        Blocked = await CreatedAsync(ada, new ClientFrame { CreateDirect = new() { AccountId = Joan.Account.ToByteString() } });
        await OkAsync(ada, new ClientFrame { SetFolder = new() { Id = 1, Name = Folder } });
        await OkAsync(ada, new ClientFrame { SetContact = new() { Account = Joan.Account.ToByteString(), Name = Nickname } });
        await OkAsync(ada, new ClientFrame { SetBlocked = new() { Account = Joan.Account.ToByteString(), Blocked = true } });
        await OkAsync(ada, new ClientFrame { SetConversationPreferences = new() { ConversationId = Direct.ToByteString(), Pinned = true, AddFolders = { 1 } } });
        await OkAsync(ada, new ClientFrame
        {
            SetDraft = new() { ConversationId = Direct.ToByteString(), Content = new MessageContent { Text = Draft }.ToByteString() },
        });
        await OkAsync(ada, new ClientFrame { SetAccountSettings = new() { LastSeen = Audience.Contacts } });
        var key = PushKey.Create();
        await OkAsync(ada, new ClientFrame
        {
            SetPush = new()
            {
                Kind = PushKind.WebPush,
                Endpoint = "https://127.0.0.1:9" + Endpoint,
                PublicKey = ByteString.CopyFrom(key.PublicKey),
                AuthSecret = ByteString.CopyFrom(key.AuthSecret),
            },
        });
        await AdminCommandLine.RunAsync(server.Server.Options, "account", "quota", Handle, "1000000");
        using var begun = await new TusClient(server.Http, Ada).PostAsync(1_000, UploadName, "audio/ogg");
        Assert.That(begun.IsSuccessStatusCode);
    }


    /// <summary>By what else Ada is known and gets in, and who speaks for her.</summary>
    private async Task ProveAsync(RawClient ada)
    {
        using var twoStep = await server.Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/me/two-step", Ada.AccessToken, JsonContent.Create(new { password = RawAccounts.Password }));
        Assert.That(twoStep.IsSuccessStatusCode, await twoStep.Content.ReadAsStringAsync());
        using var bot = await server.Accounts.SendAsync(HttpMethod.Post, "v1/bots", Ada.AccessToken, JsonContent.Create(new { handle = BotHandle }));
        Bot = AccountId.TryParse((string)JsonNode.Parse(await bot.Content.ReadAsStringAsync())!["account_id"]!, out var id) ? id : default;
        using var token = await server.Accounts.SendAsync(
            HttpMethod.Post, $"v1/bots/{Bot}/tokens", Ada.AccessToken, JsonContent.Create(new { name = TokenName, scopes = new[] { "send" } }));
        Assert.That(token.IsSuccessStatusCode, await token.Content.ReadAsStringAsync());
        await OkAsync(ada, new ClientFrame { CreateWebhook = new() { ConversationId = Group.ToByteString(), Name = "builds" } });
        // As a mailed code and an issuer's word would have them; neither is at hand here.
        External = Database.Handles.KeyOf("https://issuer.example\n" + Subject);
        await server.Server.Services.GetRequiredService<HandleClaims>().ReserveAsync(External, Ada.Account);
        await server.Server.Services.GetRequiredService<HandleClaims>().ConfirmAsync(External, Ada.Account);
        await server.Server.Services.GetRequiredService<RecordWriter>().RunAsync(Ada.Account.Shard(), Ada.Account.Value, batch =>
        {
            var key = Database.Keys.Find(Ada.Account)!;
            Database.Proofs.PutEmail(batch, Ada.Account, key, new EmailRecord(Mail, 1));
            Database.Accounts.PutExternal(batch, Ada.Account, External, key, new ExternalIdentityRecord("https://issuer.example", Subject));
            return true;
        });
    }

    /// <summary>Asks for the deletion as Ada does.</summary>
    public async Task<JobId> DeleteAsync(string messages)
    {
        using var answer = await server.Accounts.SendAsync(
            HttpMethod.Post, "v1/accounts/me/deletion", Ada.AccessToken, JsonContent.Create(new { password = RawAccounts.Password, messages }));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        return JobId.TryParse((string)JsonNode.Parse(text)!["job_id"]!, out var id) ? id : throw new FormatException(text);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private ClientFrame Report(ulong sequence, string note) => new()
    {
        ReportMessage = new() { ConversationId = Group.ToByteString(), Sequence = sequence, Category = ReportCategory.Other, Note = note },
    };

    private static Task<ConversationId> GroupAsync(RawClient client, string title, params RawSession[] members)
    {
        var create = new CreateGroup { ConversationId = new IdSource(TimeProvider.System).NewId<ConversationId>().ToByteString(), Title = title };
        create.Members.AddRange(members.Select(member => member.Account.ToByteString()));
        return CreatedAsync(client, new ClientFrame { CreateGroup = create });
    }

    private static async Task<ConversationId> CreatedAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        return answer.Conversation is { } made && ConversationId.TryRead(made.ConversationId.Span, out var id) ? id : throw new InvalidOperationException($"{answer}");
    }

    private static async Task OkAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null, $"{request.RequestCase}: {answer.Error}");
    }
}
