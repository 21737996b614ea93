using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>Settings, permissions, mutes and bans of groups and channels.</summary>
internal sealed class GroupHandler(
    ChatDatabase database, GroupReads groups, EndedWebhooks ended, IMediaReferences media, IIdSource ids)
{
    public Task<ServerFrame> HandleAsync(Caller caller, UpdateConversation request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        groups.Require(caller.Account, conversation, Operation.Read);
        var settings = new SettingsChanged();
        if (request.HasDescription)
        {
            settings.Description = RequestFields.Description(request.Description);
        }

        if (request.HasSlowModeSeconds)
        {
            settings.SlowModeSeconds = request.SlowModeSeconds <= ProtocolLimits.SlowModeSecondsMax
                ? request.SlowModeSeconds
                : throw RequestFields.Malformed($"The pause of slow mode is at most {ProtocolLimits.SlowModeSecondsMax} seconds.");
        }

        if (request.HasHistory)
        {
            settings.History = request.History;
            settings.HistoryEntries = Entries(request);
        }

        if (!request.HasAvatarMediaId || request.AvatarMediaId.IsEmpty)
        {
            if (request.HasAvatarMediaId) settings.AvatarMediaId = request.AvatarMediaId;
            return RunAsync(new UpdateConversationCommand(conversation, caller.Link, ids.NewMessageId(), settings, avatar: null));
        }

        settings.AvatarMediaId = request.AvatarMediaId;
        if (!MediaId.TryRead(request.AvatarMediaId.Span, out var picture))
        {
            throw RequestFields.Malformed("A media id has 16 bytes.");
        }

        return media.TryResolve(caller.Account, [picture], conversation, out var references)
            ? RunAsync(new UpdateConversationCommand(conversation, caller.Link, ids.NewMessageId(), settings, (picture, references[0])))
            : throw new RefusalException(Code.MediaNotFound, "A media id names nothing that you may read.");
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SetPermissions request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var ofRole = request.Account.IsEmpty;
        if (ofRole && request.Role is not (Role.Member or Role.Moderator or Role.Admin))
        {
            throw RequestFields.Malformed("role is member, moderator or admin.");
        }

        if (((request.Permissions | request.Granted | request.Denied) & ~(uint)Permissions.All) != 0 || (request.Granted & request.Denied) != 0)
        {
            throw RequestFields.Malformed("These are no permissions, or one is granted and denied.");
        }

        var change = ofRole
            ? new PermissionsChanged { Role = request.Role, Permissions = request.Permissions }
            : new PermissionsChanged { Account = request.Account, Granted = request.Granted, Denied = request.Denied };
        var account = ofRole ? AccountId.None : RequestFields.Account(request.Account);
        AccountId[] makers = ofRole ? [.. database.Annotations.Webhooks.ReadAll(conversation).Select(row => row.Record.Creator).Distinct()] : [];
        return RunAsync(new SetPermissionsCommand(conversation, caller.Link, ids.NewMessageId(), change, account, makers));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, MuteMember request) => RunAsync(new MuteCommand(
        RequestFields.Conversation(request.ConversationId),
        caller.Link,
        ids.NewMessageId(),
        RequestFields.Account(request.Account),
        request.UntilMs));

    public Task<ServerFrame> HandleAsync(Caller caller, BanAccount request)
    {
        var (conversation, account) = (RequestFields.Conversation(request.ConversationId), RequestFields.Account(request.Account));
        groups.Require(caller.Account, conversation, Operation.Read);
        if (request.UntilMs != 0 && request.UntilMs <= groups.NowMs)
        {
            throw RequestFields.Malformed("until_ms lies in the past.");
        }

        return database.Accounts.Read(account) is null
            ? throw new RefusalException(Code.AccountNotFound, "No such account.")
            : RunAsync(new BanCommand(conversation, caller.Link, ids.NewMessageId(), account, request.UntilMs));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, LiftBan request) => RunAsync(new LiftBanCommand(
        RequestFields.Conversation(request.ConversationId), caller.Link, ids.NewMessageId(), RequestFields.Account(request.Account)));

    public Task<ServerFrame> HandleAsync(Caller caller, FetchBans request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        groups.Require(caller.Account, conversation, Operation.Ban);
        var (limit, now) = (RequestFields.Limit(request.Limit), groups.NowMs);
        var rows = database.Annotations.Groups.ReadAccounts(
            conversation, RequestFields.After(request.AfterAccount), limit + 1, laidDown => laidDown.IsBanned(now));
        var page = new BanPage { More = rows.Count > limit };
        foreach (var (account, laidDown) in rows.Take(limit))
        {
            page.Bans.Add(new Ban
            {
                Account = account.ToByteString(),
                ByAccount = laidDown.BannedBy.ToByteString(),
                TimeMs = laidDown.BannedMs,
                UntilMs = laidDown.BannedUntilMs,
            });
        }

        return Task.FromResult(new ServerFrame { BanPage = page });
    }

    private static uint Entries(UpdateConversation request) => request.History switch
    {
        HistoryVisibility.FromJoin or HistoryVisibility.All => 0,
        HistoryVisibility.Last when request.HistoryEntries is >= 1 and <= ProtocolLimits.HistoryEntriesMax => request.HistoryEntries,
        _ => throw RequestFields.Malformed($"Newcomers see nothing, all, or the last 1 to {ProtocolLimits.HistoryEntriesMax} entries."),
    };

    private async Task<ServerFrame> RunAsync(MembershipCommand command)
    {
        await ended.RunAsync(command);
        return new ServerFrame { Done = new Done() };
    }
}
