using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>Changes and lists the members of groups.</summary>
internal sealed class MemberHandler(
    ChatDatabase database,
    GroupReads groups,
    ListTrimmer trimmer,
    ConversationHandler conversations,
    EndedWebhooks ended,
    IIdSource ids,
    Privacy privacy,
    MembersLimit limit)
{
    public Task<ServerFrame> HandleAsync(Caller caller, AddMembers request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        RequireMember(caller, conversation);
        var accounts = RequestFields.Accounts(request.Accounts, ProtocolLimits.MembersPerRequestMax);
        accounts = privacy.WhoMayBeAdded(caller.Account, accounts);
        AccountsExist.Check(database, trimmer, accounts);
        return RunAsync(new AddMembersCommand(conversation, caller.Link, ids.NewMessageId(), accounts, limit.MembersMax));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, RemoveMember request) => RunAsync(new RemoveMemberCommand(
        RequestFields.Conversation(request.ConversationId),
        caller.Link,
        ids.NewMessageId(),
        RequestFields.Account(request.Account)));

    /// <summary>The last member takes the conversation along: nobody could read it any more.</summary>
    public async Task<ServerFrame> HandleAsync(Caller caller, LeaveConversation request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        // By the server, not by the caller's right: the last one in a channel that lost its owner is a reader.
        return RequireMember(caller, conversation) is { Kind: not ConversationKind.Direct, MemberCount: 1 } record
            && await conversations.TryDestroyAsync(conversation, null, record.MembershipVersion)
            ? new ServerFrame { Done = new Done() }
            : await RunAsync(new LeaveCommand(conversation, caller.Link, ids.NewMessageId(), leavesUnowned: false));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SetRole request)
    {
        if (request.Role.Rank() == 0)
        {
            throw RequestFields.Malformed("role is member, moderator, admin or owner.");
        }

        var account = RequestFields.Account(request.Account);
        return RunAsync(new SetRoleCommand(
            RequestFields.Conversation(request.ConversationId),
            caller.Link,
            ids.NewMessageId(),
            account,
            request.Role,
            request.Role == Role.Owner && Succession.MayOwn(database, account)));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, RenameConversation request) => RunAsync(new RenameCommand(
        RequestFields.Conversation(request.ConversationId),
        caller.Link,
        ids.NewMessageId(),
        RequestFields.Title(request.Title)));

    public Task<ServerFrame> HandleAsync(Caller caller, FetchMembers request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (record, group) = groups.Require(caller.Account, conversation, Operation.ListMembers);
        var after = RequestFields.After(request.AfterAccount);
        var limit = RequestFields.Limit(request.Limit);
        var rows = database.Members.ReadPage(conversation, after, limit + 1);
        var page = new MemberPage
        {
            More = rows.Count > limit,
            MembershipVersion = record.MembershipVersion,
        };
        foreach (var (account, member) in rows.Take(limit))
        {
            var cursor = database.Cursors.Read(conversation, account) ?? default;
            var direct = record.Kind == ConversationKind.Direct;
            if (!ReceiptAudience.AreShown(privacy.Receipts(account, direct), account, caller.Link.Receipts, caller.Account, direct))
            {
                cursor = cursor with { ReadSequence = 0 };
            }

            var row = new Member
            {
                Account = account.ToByteString(),
                Role = member.Role,
                JoinedSequence = member.FirstVisibleSequence,
                ReadSequence = cursor.ReadSequence,
                DeliveredSequence = cursor.DeliveredSequence,
            };
            groups.Describe(row, conversation, account, record.Kind, member.Role, group);
            page.Members.Add(row);
        }

        return Task.FromResult(new ServerFrame { MemberPage = page });
    }

    /// <summary>For what is read here. Of what the shard changes, it asks itself.</summary>
    private ConversationRecord RequireMember(Caller caller, ConversationId conversation) =>
        groups.Require(caller.Account, conversation, Operation.Read).Record;

    private async Task<ServerFrame> RunAsync(MembershipCommand command)
    {
        await ended.RunAsync(command);
        return new ServerFrame { Done = new Done() };
    }
}
