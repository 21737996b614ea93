using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>Makes, reads and destroys conversations.</summary>
internal sealed class ConversationHandler(
    ChatDatabase database,
    ShardRouter router,
    ConversationStateReader states,
    ConversationReads reads,
    ListTrimmer trimmer,
    ConversationCompactor compactor,
    ChannelHandles handles,
    IIdSource ids,
    Privacy privacy,
    MembersLimit limit)
{
    /// <summary>How often a delete reads the members again because the membership changed meanwhile.</summary>
    private const int DeleteTriesMax = 8;

    private const int MembersPageSize = 1_000;

    public Task<ServerFrame> HandleAsync(Caller caller, CreateDirect request)
    {
        RequestFields.RefuseEncryption(request.Encryption);
        var other = RequestFields.Account(request.AccountId);
        if (other == caller.Account)
        {
            throw RequestFields.Malformed("A direct conversation has two members.");
        }

        var id = DirectConversation.Id(caller.Account, other, request.Encryption);
        if (privacy.HasBlocked(caller.Account, other) && states.Read(caller.Account, caller.Device, id) is null)
        {
            throw new RefusalException(Code.Blocked, "You have blocked this account.");
        }

        return CreateAsync(caller, id, ConversationKind.Direct, title: "", [caller.Account, other]);
    }

    public Task<ServerFrame> HandleAsync(Caller caller, CreateGroup request)
    {
        RequestFields.RefuseEncryption(request.Encryption);
        var kind = request.Kind == ConversationKind.Unspecified ? ConversationKind.Group : request.Kind;
        if (kind is not (ConversationKind.Group or ConversationKind.Channel))
        {
            throw RequestFields.Malformed("kind is group or channel.");
        }

        var members = RequestFields.Accounts(request.Members, ProtocolLimits.MembersPerRequestMax);
        members = privacy.WhoMayBeAdded(caller.Account, members);
        members.Remove(caller.Account);
        members.Insert(0, caller.Account);
        if (kind == ConversationKind.Group && members.Count > limit.MembersMax)
        {
            throw new RefusalException(Code.LimitReached, $"A group holds at most {limit.MembersMax} members.");
        }

        var id = RequestFields.Conversation(request.ConversationId);
        if (id.Value >> 76 is var version && (version & 0xF) != 7)
        {
            throw RequestFields.Malformed("conversation_id is a UUIDv7.");
        }

        return CreateAsync(caller, id, kind, RequestFields.Title(request.Title), members);
    }

    public Task<ServerFrame> HandleAsync(Caller caller, FetchConversation request) =>
        Task.FromResult(State(caller, RequestFields.Conversation(request.ConversationId)));

    public async Task<ServerFrame> HandleAsync(Caller caller, DeleteConversation request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        if (!reads.IsMember(conversation, caller.Account))
        {
            throw RequestFields.NotFound();
        }

        await DestroyAsync(conversation, caller.Link);
        return new ServerFrame { Done = new Done() };
    }

    /// <summary>Destroys it for everybody.</summary>
    /// <param name="conversation">Which.</param>
    /// <param name="link">Who; null: the server itself.</param>
    public async Task DestroyAsync(ConversationId conversation, DeviceLink? link)
    {
        for (var tries = 0; tries < DeleteTriesMax; tries++)
        {
            if (await TryDestroyAsync(conversation, link, database.Conversations.ReadRecord(conversation)?.MembershipVersion ?? 0))
            {
                return;
            }
        }

        throw new RefusalException(Code.Busy, "The members change too fast.", RoutingLimits.BusyRetryAfter);
    }

    /// <summary>Destroys it for everybody who was in it at a version of its membership; false: the membership is another one by now.</summary>
    /// <param name="conversation">Which.</param>
    /// <param name="link">Who; null: the server itself.</param>
    /// <param name="version">Read before the members were: if they change while they are read, the shard notices.</param>
    public async Task<bool> TryDestroyAsync(ConversationId conversation, DeviceLink? link, ulong version)
    {
        var handle = database.Annotations.Groups.Read(conversation)?.Handle ?? "";
        var command = new DeleteConversationCommand(conversation, link, version, Members(conversation), database.Sends.ReadLast(conversation));
        router.Route(command);
        if (!await command.Completion)
        {
            return false;
        }

        compactor.Add(conversation);
        if (handle.Length > 0)
        {
            await handles.ReleaseAsync(conversation, handle);
        }

        return true;
    }

    private async Task<ServerFrame> CreateAsync(
        Caller caller,
        ConversationId id,
        ConversationKind kind,
        string title,
        List<AccountId> members)
    {
        if (!reads.IsMember(id, caller.Account))
        {
            AccountsExist.Check(database, trimmer, members);
        }

        var command = new CreateConversationCommand(id, caller.Link, kind, title, members, ids.NewMessageId());
        router.Route(command);
        await command.Completion;
        return State(caller, id);
    }

    private ServerFrame State(Caller caller, ConversationId id) => new()
    {
        Conversation = states.Read(caller.Account, caller.Device, id) ?? throw RequestFields.NotFound(),
    };

    private List<AccountId> Members(ConversationId conversation) =>
        [.. database.Members.ReadAll(conversation, MembersPageSize).Select(row => row.Account)];
}
