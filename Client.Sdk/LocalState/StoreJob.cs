namespace FastChat.Client.LocalState;

/// <summary>A write that waits for the writer.</summary>
/// <param name="durable">Whether the disk must have it before the caller goes on; else the operating system suffices.</param>
internal abstract class StoreJob(bool durable)
{
    public bool Durable { get; } = durable;

    public abstract void Apply(StoreTransaction transaction);

    /// <summary>After the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}
