using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>A command for one conversation. It names the rows it needs, so that the loop can have them loaded first.</summary>
internal abstract class ConversationCommand : ShardCommand
{
    private byte _shard;
    private ConversationId _conversation;

    public ConversationId Conversation
    {
        get => _conversation;
        init
        {
            _conversation = value;
            _shard = value.Shard();
        }
    }

    public sealed override byte Shard => _shard;

    /// <summary>Who asks; the member row is loaded. None: nobody in particular.</summary>
    public AccountId Actor { get; protected set; }

    /// <summary>Whose send window must be loaded; none for all but sends.</summary>
    public DeviceId Device { get; protected set; }

    /// <summary>Further accounts whose member rows must be loaded.</summary>
    public virtual IReadOnlyList<AccountId> Subjects => [];

    /// <summary>Whether it waits for rows however many others do: what is bounded elsewhere.</summary>
    public virtual bool MayAlwaysWait => false;

    /// <summary>Applies to loaded state, on the owning loop.</summary>
    public abstract void Apply(ShardTurn turn, LoadedConversation state);

    public sealed override void Run(ShardLoop loop) => loop.Conversations.Enter(this);

    /// <summary>Sets the conversation of a reused command, with its shard as computed before.</summary>
    protected void Address(ConversationId conversation, byte shard)
    {
        _conversation = conversation;
        _shard = shard;
    }
}
