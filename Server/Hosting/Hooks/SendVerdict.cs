namespace FastChat.Server.Hosting;

/// <summary>What a hook says of an entry: the moderation decision.</summary>
/// <param name="IsAllowed">Whether it is taken.</param>
/// <param name="Reason">What the client is told otherwise.</param>
public readonly record struct SendVerdict(bool IsAllowed, string Reason)
{
    /// <summary>It is taken.</summary>
    public static SendVerdict Allow { get; } = new(true, "");

    /// <summary>It is refused for good, with CODE_MESSAGE_REFUSED.</summary>
    /// <param name="reason">For the client.</param>
    public static SendVerdict Refuse(string reason) => new(false, reason);
}
