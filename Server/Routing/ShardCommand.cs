using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>
/// A value sent to the loop that owns a shard. Made on any thread, handed over once through the queue, and from then on
/// touched by that loop alone until it completes or is refused.
/// </summary>
internal abstract class ShardCommand
{
    /// <summary>The shard whose loop runs this.</summary>
    public abstract byte Shard { get; }

    /// <summary>Runs on the owning loop, within a turn. Decides first, then changes state: a refusal changes nothing.</summary>
    public abstract void Run(ShardLoop loop);

    /// <summary>On the owning loop, after the turn's commit is durable.</summary>
    public virtual void Committed(ShardLoop loop)
    {
    }

    /// <summary>Any thread: it will not be done. Called at most once, instead of <see cref="Committed"/>.</summary>
    public abstract void Refuse(Code code, string message);
}
