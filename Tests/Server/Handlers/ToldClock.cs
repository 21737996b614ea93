namespace FastChat.Tests.Server.Handlers;

/// <summary>A clock that is ahead, and tells when it is looked at.</summary>
internal sealed class ToldClock(TimeSpan ahead, Action looked) : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        looked();
        return base.GetUtcNow() + ahead;
    }
}
