using FastChat.Protocol;
using Google.Protobuf;
using static FastChat.Tests.Support.Raw.RawEntries;
using Op = FastChat.Protocol.ClientFrame.RequestOneofCase;

namespace FastChat.Tests.Permissions;

/// <summary>
/// Every operation of protocol.proto, in a group and in a direct conversation, and what each actor gets for it. An
/// operation without a row fails <see cref="AuthorisationMatrixTests"/>.
/// </summary>
internal static class Matrix
{
    private const Code Ok = Code.Unspecified;
    private const Code Hidden = Code.NotFound;
    private const Code Denied = Code.Forbidden;
    private const Code NoInvite = Code.InviteInvalid;

    private static long Tomorrow => TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();

    /// <summary>
    /// In a group: owner, admin, member, one who was removed, one who never was in it; a moderator and a muted member get what a member does
    /// and one who is banned what one does who was removed, where it is not said otherwise.
    /// </summary>
    public static IReadOnlyList<MatrixRow> Group { get; } =
    [
        // Sending. What may be said is decided by the entry's clear header.
        Row("send a message", Op.Send, (s, a) => s.Send(a, Text("hello")), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("edit one's own message", Op.Send, (s, a) => s.Send(a, Edit(s.MessageOf(a), "better")), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("edit another's message", Op.Send, (s, a) => s.Send(a, Edit(s.MessageOf(Other(a)), "forged")), Denied, Denied, Denied, Hidden, Hidden),
        Row("delete one's own message", Op.Send, (s, a) => s.Send(a, Delete(s.MessageOf(a))), Ok, Ok, Ok, Hidden, Hidden),
        Row("delete another's message", Op.Send, (s, a) => s.Send(a, Delete(s.MessageOf(Other(a)))), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("react to a message", Op.Send, (s, a) => s.Send(a, Reaction(s.MessageOf(Other(a)), "👍")), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("refer to media that one may not read", Op.Send, (s, a) => s.Send(a, WithMedia("look", s.ForeignMedia)), Code.MediaNotFound, Code.MediaNotFound, Code.MediaNotFound, Hidden, Hidden),

        Row("pin a message", Op.Send, (s, a) => s.Send(a, About(EntryKind.Pin, s.MessageOf(Other(a)))), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("mention everyone", Op.Send, (s, a) => s.Send(a, Everyone("all of you")), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("answer in a thread", Op.Send, (s, a) => s.Send(a, Reply(s.MessageOf(Other(a)), "an answer")), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("vote in a poll", Op.Send, (s, a) => s.Send(a, Vote(s.Poll, 1)), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("close another's poll", Op.Send, (s, a) => s.Send(a, About(EntryKind.PollClosed, s.Poll)), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("vote in an anonymous poll", Op.CastVote, (s, _) => new() { CastVote = new() { ConversationId = s.Id, TargetSequence = s.AnonymousPoll, Choices = 1 } }, Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),

        // Reading.
        Row("fetch history", Op.FetchHistory, (s, _) => new() { FetchHistory = new() { ConversationId = s.Id, Limit = 10 } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch the conversation", Op.FetchConversation, (s, _) => new() { FetchConversation = new() { ConversationId = s.Id } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch members", Op.FetchMembers, (s, _) => new() { FetchMembers = new() { ConversationId = s.Id } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch threads", Op.FetchThreads, (s, _) => new() { FetchThreads = new() { ConversationId = s.Id } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch what refers to a message", Op.FetchReferences, (s, a) => new() { FetchReferences = new() { ConversationId = s.Id, TargetSequence = s.MessageOf(Other(a)) } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch payloads", Op.FetchPayloads, (s, _) => new() { FetchPayloads = new() { ConversationId = s.Id } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("adopt media", Op.AdoptMedia, (s, _) => new() { AdoptMedia = new() { ConversationId = s.Id } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("adopt media that one may not read", Op.AdoptMedia, (s, _) => new() { AdoptMedia = new() { ConversationId = s.Id, MediaIds = { s.ForeignMedia.ToByteString() } } }, Code.MediaNotFound, Code.MediaNotFound, Code.MediaNotFound, Hidden, Hidden),
        Row("search the conversation", Op.SearchMessages, (s, _) => Search(s), Ok, Ok, Ok, Hidden, Hidden),
        Row("search everything", Op.SearchMessages, (_, _) => new() { SearchMessages = new() { Query = "hello" } }, Ok, Ok, Ok, Ok, Ok),
        Row("sync", Op.Sync, (_, _) => new() { Sync = new() }, Ok, Ok, Ok, Ok, Ok),
        Row("report a message", Op.ReportMessage, (s, a) => new() { ReportMessage = new() { ConversationId = s.Id, Sequence = s.MessageOf(Other(a)), Category = ReportCategory.Spam } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch accounts", Op.FetchAccounts, (s, _) => new() { FetchAccounts = new() { Accounts = { s.AccountOf(Actor.Owner) } } }, Ok, Ok, Ok, Ok, Ok),

        // What is never stored, and cursors. Typing is told to nobody when it is not a member's, so it needs no refusal.
        Row("move cursors", Op.MoveCursor, (s, _) => new() { MoveCursor = new() { ConversationId = s.Id, ReadSequence = 1 } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("type", Op.SetTyping, (s, _) => new() { SetTyping = new() { ConversationId = s.Id, Active = true } }, Ok, Ok, Ok, Ok, Ok),
        Row("watch the conversation", Op.WatchConversation, (s, _) => new() { WatchConversation = new() { ConversationId = s.Id, Active = true } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("watch presence", Op.WatchPresence, (s, _) => new() { WatchPresence = new() { Accounts = { s.AccountOf(Actor.Owner) } } }, Ok, Ok, Ok, Ok, Ok),

        Row("send a signal", Op.SendSignal, (s, _) => new() { SendSignal = new() { ConversationId = s.Id, Type = "t" } }, Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("hide messages", Op.HideMessages, (s, _) => new() { HideMessages = new() { ConversationId = s.Id, Sequences = { 1 } } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("schedule a message", Op.ScheduleSend, (s, _) => new() { ScheduleSend = new() { ConversationId = s.Id, Entry = Text("later"), DueMs = Tomorrow } }, Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("cancel a scheduled message", Op.CancelScheduled, (s, _) => new() { CancelScheduled = new() { ConversationId = s.Id, MessageId = 1 } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch scheduled messages", Op.FetchScheduled, (s, _) => new() { FetchScheduled = new() { ConversationId = s.Id } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("let messages expire", Op.SetMessageTimer, (s, _) => new() { SetMessageTimer = new() { ConversationId = s.Id, Seconds = 60 } }, Ok, Ok, Denied, Hidden, Hidden),

        // What an account keeps for itself.
        Row("mute the conversation", Op.SetConversationPreferences, (s, _) => new() { SetConversationPreferences = new() { ConversationId = s.Id, MutedUntilMs = Tomorrow } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("pin the conversation", Op.SetConversationPreferences, (s, _) => new() { SetConversationPreferences = new() { ConversationId = s.Id, Pinned = true } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("keep a draft", Op.SetDraft, (s, _) => new() { SetDraft = new() { ConversationId = s.Id, Content = ByteString.CopyFromUtf8("draft") } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("make a folder", Op.SetFolder, (_, _) => new() { SetFolder = new() { Id = 7, Name = "work" } }, Ok, Ok, Ok, Ok, Ok),
        Row("change one's settings", Op.SetAccountSettings, (_, _) => new() { SetAccountSettings = new() { Level = NotificationLevel.Mentions } }, Ok, Ok, Ok, Ok, Ok),
        Row("keep a contact", Op.SetContact, (s, _) => new() { SetContact = new() { Account = s.Newcomer, Name = "new" } }, Ok, Ok, Ok, Ok, Ok),
        Row("block an account", Op.SetBlocked, (s, _) => new() { SetBlocked = new() { Account = s.Newcomer, Blocked = false } }, Ok, Ok, Ok, Ok, Ok),
        Row("fetch what one keeps", Op.FetchPersonal, (_, _) => new() { FetchPersonal = new() }, Ok, Ok, Ok, Ok, Ok),

        // Bots from outside.
        Row("make a webhook", Op.CreateWebhook, (s, _) => new() { CreateWebhook = new() { ConversationId = s.Id, Name = "hook" } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("list webhooks", Op.FetchWebhooks, (s, _) => new() { FetchWebhooks = new() { ConversationId = s.Id } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("revoke a webhook", Op.RevokeWebhook, (s, _) => new() { RevokeWebhook = new() { ConversationId = s.Id, WebhookId = 1 } }, Ok, Ok, Denied, Hidden, Hidden),

        // Membership.
        Row("add members", Op.AddMembers, (s, _) => new() { AddMembers = new() { ConversationId = s.Id, Accounts = { s.Newcomer } } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("remove a member", Op.RemoveMember, (s, _) => Removal(s, s.Bystander), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("remove an admin", Op.RemoveMember, (s, _) => Removal(s, s.SecondAdmin), Ok, Denied, Denied, Hidden, Hidden),
        Row("remove somebody who is not there", Op.RemoveMember, (s, _) => Removal(s, s.Newcomer), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("leave", Op.LeaveConversation, (s, _) => new() { LeaveConversation = new() { ConversationId = s.Id } }, Code.OwnerMustTransfer, Ok, Ok, Hidden, Hidden),
        Row("make a member an admin", Op.SetRole, (s, _) => Promotion(s, s.Bystander, Role.Admin), Ok, Denied, Denied, Hidden, Hidden),
        Row("make an admin a member", Op.SetRole, (s, _) => Promotion(s, s.SecondAdmin, Role.Member), Ok, Denied, Denied, Hidden, Hidden),
        Row("hand over the ownership", Op.SetRole, (s, _) => Promotion(s, s.Bystander, Role.Owner), Ok, Denied, Denied, Hidden, Hidden),
        Row("take the ownership", Op.SetRole, (s, a) => Promotion(s, s.AccountOf(a == Actor.Owner ? Actor.Member : a), Role.Owner), Ok, Denied, Denied, Hidden, Hidden),
        Row("rename", Op.RenameConversation, (s, _) => new() { RenameConversation = new() { ConversationId = s.Id, Title = "renamed" } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("delete the conversation", Op.DeleteConversation, (s, _) => new() { DeleteConversation = new() { ConversationId = s.Id } }, Ok, Denied, Denied, Hidden, Hidden),

        // One's own device. No address on this machine is called, so the wrong one is refused alike.
        Row("fetch how one is pushed to", Op.FetchPush, (_, _) => new() { FetchPush = new() }, Ok, Ok, Ok, Ok, Ok),
        Row("be pushed to at a place that is not called", Op.SetPush, (_, _) => new() { SetPush = new() { Kind = PushKind.WebPush, Endpoint = "https://127.0.0.1/" } }, Code.PushEndpointRefused, Code.PushEndpointRefused, Code.PushEndpointRefused, Code.PushEndpointRefused, Code.PushEndpointRefused),
        Row("not be pushed to", Op.ClearPush, (_, _) => new() { ClearPush = new() }, Ok, Ok, Ok, Ok, Ok),

        // Making conversations is anybody's right; taking another's id is not. The creator's repetition is answered alike.
        Row("open a direct conversation", Op.CreateDirect, (s, _) => new() { CreateDirect = new() { AccountId = s.Newcomer } }, Ok, Ok, Ok, Ok, Ok),
        Row("create a group", Op.CreateGroup, (s, _) => Creation(s.FreshId), Ok, Ok, Ok, Ok, Ok),
        Row("create a group under the id of this one", Op.CreateGroup, (s, _) => Creation(s.Id), Ok, Code.AlreadyExists, Code.AlreadyExists, Code.AlreadyExists, Code.AlreadyExists),

        // The connection's own.
        Row("ping", Op.Ping, (_, _) => new() { Ping = new() { Nonce = 7 } }, Ok, Ok, Ok, Ok, Ok),
        Row("pong", Op.Pong, (_, _) => new() { Pong = new() { Nonce = 7 } }, Ok, Ok, Ok, Ok, Ok),
        Row("renew access", Op.RenewAccess, (s, a) => Renewal(s.TokenOf(a)), Ok, Ok, Ok, Ok, Ok),
        Row("renew access with another's token", Op.RenewAccess, (s, a) => Renewal(s.TokenOf(Other(a))), Code.TokenInvalid, Code.TokenInvalid, Code.TokenInvalid, Code.TokenInvalid, Code.TokenInvalid),
        Row("say Hello again", Op.Hello, (s, a) => new() { Hello = s.HelloOf(a) }, Code.CloseProtocolViolation, Code.CloseProtocolViolation, Code.CloseProtocolViolation, Code.CloseProtocolViolation, Code.CloseProtocolViolation),

        // Settings and permissions of groups.
        Row("describe the group", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, Description = "about" } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("set slow mode", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, SlowModeSeconds = 5 } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("show newcomers everything", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, History = HistoryVisibility.All } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("show a picture that one may not read", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, AvatarMediaId = s.ForeignMedia.ToByteString() } }, Code.MediaNotFound, Code.MediaNotFound, Code.MediaNotFound, Hidden, Hidden),
        Row("change what members may do", Op.SetPermissions, (s, _) => new() { SetPermissions = new() { ConversationId = s.Id, Role = Role.Member, Permissions = (uint)Permission.Send } }, Ok, Denied, Denied, Hidden, Hidden),
        Row("change what one member may do", Op.SetPermissions, (s, _) => new() { SetPermissions = new() { ConversationId = s.Id, Account = s.Bystander, Granted = (uint)Permission.Pin } }, Ok, Denied, Denied, Hidden, Hidden),
        Row("make a member a moderator", Op.SetRole, (s, _) => Promotion(s, s.Bystander, Role.Moderator), Ok, Denied, Denied, Hidden, Hidden),
        Row("mute a member", Op.MuteMember, (s, _) => Mute(s, s.Bystander), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("mute an admin", Op.MuteMember, (s, _) => Mute(s, s.SecondAdmin), Ok, Denied, Denied, Hidden, Hidden),
        Row("ban a member", Op.BanAccount, (s, _) => Ban(s, s.Bystander), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("ban an admin", Op.BanAccount, (s, _) => Ban(s, s.SecondAdmin), Ok, Denied, Denied, Hidden, Hidden),
        Row("ban somebody who is not there", Op.BanAccount, (s, _) => Ban(s, s.Newcomer), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("lift a ban", Op.LiftBan, (s, _) => new() { LiftBan = new() { ConversationId = s.Id, Account = s.AccountOf(Actor.Banned) } }, Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("fetch bans", Op.FetchBans, (s, _) => new() { FetchBans = new() { ConversationId = s.Id } }, Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("add somebody who is banned", Op.AddMembers, (s, _) => new() { AddMembers = new() { ConversationId = s.Id, Accounts = { s.AccountOf(Actor.Banned) } } }, Code.Banned, Code.Banned, Denied, Hidden, Hidden),
        Row("give a group a handle", Op.SetConversationHandle, (s, _) => new() { SetConversationHandle = new() { ConversationId = s.Id, Handle = "the.stage" } }, Denied, Denied, Denied, Hidden, Hidden),

        // Links.
        Row("make a link", Op.CreateInvite, (s, _) => new() { CreateInvite = new() { ConversationId = s.Id, Secret = s.FreshId } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("revoke a link", Op.RevokeInvite, (s, _) => new() { RevokeInvite = new() { ConversationId = s.Id, InviteId = s.FreshId } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("list links", Op.FetchInvites, (s, _) => new() { FetchInvites = new() { ConversationId = s.Id } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("look behind a link", Op.PreviewConversation, (s, _) => new() { PreviewConversation = new() { Link = s.Link } }, Ok, Ok, Ok, Ok, Ok, banned: NoInvite),
        Row("look behind a link that is none", Op.PreviewConversation, (s, _) => new() { PreviewConversation = new() { Link = s.NoLink } }, NoInvite, NoInvite, NoInvite, NoInvite, NoInvite),
        Row("join by a link", Op.JoinConversation, (s, _) => new() { JoinConversation = new() { Link = s.Link } }, Ok, Ok, Ok, Ok, Ok, banned: Code.Banned),
        Row("join by a link that is none", Op.JoinConversation, (s, _) => new() { JoinConversation = new() { Link = s.NoLink } }, NoInvite, NoInvite, NoInvite, NoInvite, NoInvite),
        Row("join by a handle that is none", Op.JoinConversation, (_, _) => new() { JoinConversation = new() { Handle = "no.such.channel" } }, NoInvite, NoInvite, NoInvite, NoInvite, NoInvite),
        Row("list who asks to join", Op.FetchJoinRequests, (s, _) => new() { FetchJoinRequests = new() { ConversationId = s.Id } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("let somebody in", Op.DecideJoinRequests, (s, _) => new() { DecideJoinRequests = new() { ConversationId = s.Id, Accounts = { s.Newcomer }, Accept = true } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("turn somebody away", Op.DecideJoinRequests, (s, _) => new() { DecideJoinRequests = new() { ConversationId = s.Id, Accounts = { s.Newcomer } } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("take one's own request back", Op.DecideJoinRequests, (s, a) => new() { DecideJoinRequests = new() { ConversationId = s.Id, Accounts = { s.AccountOf(a) } } }, Ok, Ok, Ok, Ok, Ok),
    ];

    /// <summary>In a channel, as far as it differs from a group. The muted one has been given the right to write.</summary>
    public static IReadOnlyList<MatrixRow> Channel { get; } =
    [
        Row("send a message", Op.Send, (s, a) => s.Send(a, Text("hello")), Ok, Ok, Denied, Hidden, Hidden, muted: Code.Muted),
        Row("react to a message", Op.Send, (s, a) => s.Send(a, Reaction(s.MessageOf(Actor.Owner), "👍")), Ok, Ok, Ok, Hidden, Hidden, muted: Code.Muted),
        Row("delete another's message", Op.Send, (s, a) => s.Send(a, Delete(s.MessageOf(a == Actor.Owner ? Actor.Admin : Actor.Owner))), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("fetch history", Op.FetchHistory, (s, _) => new() { FetchHistory = new() { ConversationId = s.Id, Limit = 10 } }, Ok, Ok, Ok, Hidden, Hidden),
        Row("fetch members", Op.FetchMembers, (s, _) => new() { FetchMembers = new() { ConversationId = s.Id } }, Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("send a signal", Op.SendSignal, (s, _) => new() { SendSignal = new() { ConversationId = s.Id, Type = "t" } }, Ok, Ok, Denied, Hidden, Hidden, muted: Code.Muted),
        Row("describe it", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, Description = "about" } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("add members", Op.AddMembers, (s, _) => new() { AddMembers = new() { ConversationId = s.Id, Accounts = { s.Newcomer } } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("make a link", Op.CreateInvite, (s, _) => new() { CreateInvite = new() { ConversationId = s.Id, Secret = s.FreshId } }, Ok, Ok, Denied, Hidden, Hidden),
        Row("ban somebody who is not there", Op.BanAccount, (s, _) => Ban(s, s.Newcomer), Ok, Ok, Denied, Hidden, Hidden, moderator: Ok),
        Row("give it a handle", Op.SetConversationHandle, (s, _) => new() { SetConversationHandle = new() { ConversationId = s.Id, Handle = $"c{Convert.ToHexStringLower(s.Id.Span)[..30]}" } }, Ok, Denied, Denied, Hidden, Hidden),
        Row("join by a link", Op.JoinConversation, (s, _) => new() { JoinConversation = new() { Link = s.Link } }, Ok, Ok, Ok, Ok, Ok, banned: Code.Banned),
        Row("leave", Op.LeaveConversation, (s, _) => new() { LeaveConversation = new() { ConversationId = s.Id } }, Code.OwnerMustTransfer, Ok, Ok, Hidden, Hidden),
        Row("delete the channel", Op.DeleteConversation, (s, _) => new() { DeleteConversation = new() { ConversationId = s.Id } }, Ok, Denied, Denied, Hidden, Hidden),
    ];

    /// <summary>In a direct conversation both sides are plain members; "owner" opened it, "member" is the other side.</summary>
    public static IReadOnlyList<MatrixRow> Direct { get; } =
    [
        Pair("send a message", Op.Send, (s, a) => s.Send(a, Text("hello")), Ok, Hidden),
        Pair("edit another's message", Op.Send, (s, a) => s.Send(a, Edit(s.MessageOf(Other(a)), "forged")), Denied, Hidden),
        Pair("delete another's message", Op.Send, (s, a) => s.Send(a, Delete(s.MessageOf(Other(a)))), Denied, Hidden),
        Pair("pin a message", Op.Send, (s, a) => s.Send(a, About(EntryKind.Pin, s.MessageOf(Other(a)))), Ok, Hidden),
        Pair("mention everyone", Op.Send, (s, a) => s.Send(a, Everyone("both of us")), Ok, Hidden),
        Pair("let messages expire", Op.SetMessageTimer, (s, _) => new() { SetMessageTimer = new() { ConversationId = s.Id, Seconds = 60 } }, Ok, Hidden),
        Pair("fetch history", Op.FetchHistory, (s, _) => new() { FetchHistory = new() { ConversationId = s.Id } }, Ok, Hidden),
        Pair("fetch the conversation", Op.FetchConversation, (s, _) => new() { FetchConversation = new() { ConversationId = s.Id } }, Ok, Hidden),
        Pair("search the conversation", Op.SearchMessages, (s, _) => Search(s), Ok, Hidden),
        Pair("fetch members", Op.FetchMembers, (s, _) => new() { FetchMembers = new() { ConversationId = s.Id } }, Ok, Hidden),
        Pair("move cursors", Op.MoveCursor, (s, _) => new() { MoveCursor = new() { ConversationId = s.Id, ReadSequence = 1 } }, Ok, Hidden),
        Pair("mute the conversation", Op.SetConversationPreferences, (s, _) => new() { SetConversationPreferences = new() { ConversationId = s.Id, MutedUntilMs = Tomorrow } }, Ok, Hidden),
        Pair("keep a draft", Op.SetDraft, (s, _) => new() { SetDraft = new() { ConversationId = s.Id, Content = ByteString.CopyFromUtf8("draft") } }, Ok, Hidden),
        Pair("add members", Op.AddMembers, (s, _) => new() { AddMembers = new() { ConversationId = s.Id, Accounts = { s.Newcomer } } }, Denied, Hidden),
        Pair("remove the other", Op.RemoveMember, (s, a) => Removal(s, s.AccountOf(Other(a))), Denied, Hidden),
        Pair("leave", Op.LeaveConversation, (s, _) => new() { LeaveConversation = new() { ConversationId = s.Id } }, Denied, Hidden),
        Pair("change a role", Op.SetRole, (s, a) => Promotion(s, s.AccountOf(Other(a)), Role.Admin), Denied, Hidden),
        Pair("rename", Op.RenameConversation, (s, _) => new() { RenameConversation = new() { ConversationId = s.Id, Title = "renamed" } }, Denied, Hidden),
        Pair("describe it", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, Description = "about" } }, Denied, Hidden),
        Pair("set slow mode", Op.UpdateConversation, (s, _) => new() { UpdateConversation = new() { ConversationId = s.Id, SlowModeSeconds = 5 } }, Denied, Hidden),
        Pair("change what members may do", Op.SetPermissions, (s, _) => new() { SetPermissions = new() { ConversationId = s.Id, Role = Role.Member, Permissions = 1 } }, Denied, Hidden),
        Pair("mute the other", Op.MuteMember, (s, a) => Mute(s, s.AccountOf(Other(a))), Denied, Hidden),
        Pair("ban the other", Op.BanAccount, (s, a) => Ban(s, s.AccountOf(Other(a))), Denied, Hidden),
        Pair("give it a handle", Op.SetConversationHandle, (s, _) => new() { SetConversationHandle = new() { ConversationId = s.Id, Handle = "the.two" } }, Denied, Hidden),
        Pair("make a link", Op.CreateInvite, (s, _) => new() { CreateInvite = new() { ConversationId = s.Id, Secret = s.FreshId } }, Denied, Hidden),
        Pair("list links", Op.FetchInvites, (s, _) => new() { FetchInvites = new() { ConversationId = s.Id } }, Denied, Hidden),
        Pair("revoke a link", Op.RevokeInvite, (s, _) => new() { RevokeInvite = new() { ConversationId = s.Id, InviteId = s.FreshId } }, Denied, Hidden),
        Pair("lift a ban", Op.LiftBan, (s, a) => new() { LiftBan = new() { ConversationId = s.Id, Account = s.AccountOf(Other(a)) } }, Denied, Hidden),
        Pair("fetch bans", Op.FetchBans, (s, _) => new() { FetchBans = new() { ConversationId = s.Id } }, Denied, Hidden),
        Pair("let somebody in", Op.DecideJoinRequests, (s, _) => new() { DecideJoinRequests = new() { ConversationId = s.Id, Accounts = { s.Newcomer }, Accept = true } }, Denied, Hidden),
        Pair("list who asks to join", Op.FetchJoinRequests, (s, _) => new() { FetchJoinRequests = new() { ConversationId = s.Id } }, Denied, Hidden),
        Pair("report a message", Op.ReportMessage, (s, a) => new() { ReportMessage = new() { ConversationId = s.Id, Sequence = s.MessageOf(Other(a)), Category = ReportCategory.Spam } }, Ok, Hidden),
        Pair("delete the conversation", Op.DeleteConversation, (s, _) => new() { DeleteConversation = new() { ConversationId = s.Id } }, Ok, Hidden),
    ];

    private static MatrixRow Row(
        string name,
        Op operation,
        Func<MatrixStage, Actor, ClientFrame> ask,
        Code owner,
        Code admin,
        Code member,
        Code exMember,
        Code stranger,
        Code? moderator = null,
        Code? muted = null,
        Code? banned = null) =>
        new(name, operation, ask, owner, admin, member, exMember, stranger, moderator ?? member, muted ?? member, banned ?? exMember);

    private static MatrixRow Pair(
        string name, Op operation, Func<MatrixStage, Actor, ClientFrame> ask, Code side, Code stranger) =>
        new(name, operation, ask, side, side, side, stranger, stranger, side, side, stranger);

    /// <summary>Somebody else, who has a message in the conversation.</summary>
    private static Actor Other(Actor actor) => actor == Actor.Member ? Actor.Owner : Actor.Member;

    private static ClientFrame Search(MatrixStage stage) => new() { SearchMessages = new() { Query = "hello", ConversationIds = { stage.Id } } };

    private static ClientFrame Removal(MatrixStage stage, ByteString account) =>
        new() { RemoveMember = new() { ConversationId = stage.Id, Account = account } };

    private static ClientFrame Promotion(MatrixStage stage, ByteString account, Role role) =>
        new() { SetRole = new() { ConversationId = stage.Id, Account = account, Role = role } };

    private static ClientFrame Mute(MatrixStage stage, ByteString account) =>
        new() { MuteMember = new() { ConversationId = stage.Id, Account = account, UntilMs = Tomorrow } };

    private static ClientFrame Ban(MatrixStage stage, ByteString account) =>
        new() { BanAccount = new() { ConversationId = stage.Id, Account = account } };

    private static ClientFrame Creation(ByteString id) => new() { CreateGroup = new() { ConversationId = id, Title = "made" } };

    private static ClientFrame Renewal(string token) => new() { RenewAccess = new() { AccessToken = token } };
}
