using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Text;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>Links to join by, joining, and deciding on those who ask to.</summary>
internal sealed class JoinHandler(
    ChatDatabase database,
    ShardRouter router,
    GroupReads groups,
    ChannelPreviews previews,
    ConversationStateReader states,
    ListTrimmer trimmer,
    AuthLimiter limiter,
    IIdSource ids,
    MembersLimit limit)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, CreateInvite request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var now = groups.NowMs;
        if (request.ExpiresMs != 0 && request.ExpiresMs <= now)
        {
            throw RequestFields.Malformed("expires_ms lies in the past.");
        }

        if (Encoding.UTF8.GetByteCount(request.Label) > ProtocolLimits.InviteLabelBytesMax || !ShownText.IsClean(request.Label))
        {
            throw RequestFields.Malformed($"A label has at most {ProtocolLimits.InviteLabelBytesMax} bytes, all of which show.");
        }

        groups.Require(caller.Account, conversation, Operation.Invite);
        if (request.Secret.Length != Identifier.Bytes)
        {
            throw RequestFields.Malformed("secret has 16 random bytes.");
        }

        var key = InviteKey.Of(request.Secret.Span);
        var record = new InviteRecord(
            caller.Account, now, request.ExpiresMs, request.UsesMax, Uses: 0, request.NeedsApproval, request.Label);
        await RunAsync(new PutInviteCommand(conversation, caller.Link, key, record));
        byte[] link = [.. conversation.ToByteString().Span, .. request.Secret.Span];
        return new ServerFrame
        {
            InviteCreated = new InviteCreated { Link = ByteString.CopyFrom(link), Invite = Describe(key, record) },
        };
    }

    public Task<ServerFrame> HandleAsync(Caller caller, RevokeInvite request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        return Identifier.TryRead(request.InviteId.Span, out InviteKey invite)
            ? RunAsync(new PutInviteCommand(conversation, caller.Link, invite, record: null))
            : throw RequestFields.Malformed("invite_id has 16 bytes.");
    }

    public Task<ServerFrame> HandleAsync(Caller caller, FetchInvites request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        groups.Require(caller.Account, conversation, Operation.Invite);
        var now = groups.NowMs;
        var list = new InviteList();
        list.Invites.AddRange(database.Annotations.Invites.ReadAll(conversation)
            .Where(row => row.Invite.IsOpen(now)).OrderBy(row => row.Invite.CreatedMs).Select(row => Describe(row.Key, row.Invite)));
        return Task.FromResult(new ServerFrame { InviteList = list });
    }

    public Task<ServerFrame> HandleAsync(Caller caller, PreviewConversation request)
    {
        var place = Find(caller, request.PlaceCase == PreviewConversation.PlaceOneofCase.Link ? request.Link : null, request.Handle);
        return Task.FromResult(new ServerFrame { ConversationPreview = previews.Read(caller.Account, place) });
    }

    public async Task<ServerFrame> HandleAsync(Caller caller, JoinConversation request)
    {
        var place = Find(caller, request.PlaceCase == JoinConversation.PlaceOneofCase.Link ? request.Link : null, request.Handle);
        AccountsExist.Check(database, trimmer, [caller.Account]);
        var command = new JoinCommand(
            place.Conversation, caller.Link, ids.NewMessageId(), place.Invite, place.Handle, limit.MembersMax);
        router.Route(command);
        var result = new JoinResult { State = await command.Completion, ConversationId = place.Conversation.ToByteString() };
        if (result.State == JoinState.Member)
        {
            result.Conversation = states.Read(caller.Account, caller.Device, place.Conversation);
        }

        return new ServerFrame { JoinResult = result };
    }

    public Task<ServerFrame> HandleAsync(Caller caller, FetchJoinRequests request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        groups.Require(caller.Account, conversation, Operation.AddMembers);
        var max = RequestFields.Limit(request.Limit);
        var rows = database.Annotations.JoinRequests.ReadPage(conversation, RequestFields.After(request.AfterAccount), max + 1);
        var page = new JoinRequestPage { More = rows.Count > max };
        foreach (var (account, asked) in rows.Take(max))
        {
            page.Requests.Add(new JoinRequest
            {
                Account = account.ToByteString(),
                TimeMs = asked.TimeMs,
                InviteId = asked.Invite.ToByteString(),
            });
        }

        return Task.FromResult(new ServerFrame { JoinRequestPage = page });
    }

    public async Task<ServerFrame> HandleAsync(Caller caller, DecideJoinRequests request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var accounts = RequestFields.Accounts(request.Accounts, ProtocolLimits.MembersPerRequestMax);
        if (request.Accept)
        {
            groups.Require(caller.Account, conversation, Operation.AddMembers);
            AccountsExist.Check(database, trimmer, accounts);
        }

        var command = new DecideJoinCommand(
            conversation, caller.Link, ids.NewMessageId(), accounts, request.Accept, limit.MembersMax);
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }

    /// <summary>Handles and links are looked up as accounts are: so many a minute.</summary>
    private JoinPlace Find(Caller caller, ByteString? link, string handle)
    {
        limiter.RequireLookUp(caller.Account);
        return previews.Find(link, handle);
    }

    private static Invite Describe(InviteKey key, InviteRecord record) => new()
    {
        InviteId = key.ToByteString(),
        ByAccount = record.By.ToByteString(),
        CreatedMs = record.CreatedMs,
        ExpiresMs = record.ExpiresMs,
        UsesMax = record.UsesMax,
        Uses = record.Uses,
        NeedsApproval = record.NeedsApproval,
        Label = record.Label,
    };

    private async Task<ServerFrame> RunAsync(MembershipCommand command)
    {
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }
}
