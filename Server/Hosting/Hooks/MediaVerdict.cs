namespace FastChat.Server.Hosting;

/// <summary>What a hook says of an upload.</summary>
/// <param name="IsAllowed">Whether it is stored.</param>
/// <param name="Reason">What the client is told otherwise.</param>
public readonly record struct MediaVerdict(bool IsAllowed, string Reason)
{
    /// <summary>It is stored.</summary>
    public static MediaVerdict Allow { get; } = new(true, "");

    /// <summary>It is refused for good, with CODE_MEDIA_REJECTED, and nothing is left of it.</summary>
    /// <param name="reason">For the client.</param>
    public static MediaVerdict Refuse(string reason) => new(false, reason);
}
