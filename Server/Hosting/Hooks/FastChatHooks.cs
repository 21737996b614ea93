namespace FastChat.Server.Hosting;

/// <summary>
/// What a host does itself at certain points of a server in its process. All may be called on any thread, several at a time. Absent
/// ones cost nothing. docs/EMBEDDING.md has examples.
/// </summary>
public sealed record FastChatHooks
{
    /// <summary>Asked before a message, edit, reaction or other entry of a client is taken.</summary>
    public IBeforeSendHook? BeforeSend { get; init; }

    /// <summary>How long <see cref="BeforeSend"/> may take.</summary>
    public TimeSpan BeforeSendTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls of <see cref="BeforeSend"/> at the same time; beyond that clients are told to try again.</summary>
    public int BeforeSendConcurrentMax { get; init; } = 256;

    /// <summary>
    /// What happens when <see cref="BeforeSend"/> fails or takes too long. False: the entry is not taken, and the client tries again
    /// later. True: it is taken.
    /// </summary>
    public bool BeforeSendFailsOpen { get; init; }

    /// <summary>Told of each entry that is durable, in the order of its conversation, at least once.</summary>
    public IAfterSendHook? AfterSend { get; init; }

    /// <summary>Asked about each message and edit once it is durable: whether it stays.</summary>
    public IModerationHook? Moderation { get; init; }

    /// <summary>Asked who somebody is that signs in by handle and password.</summary>
    public IIdentityHook? Identity { get; init; }

    /// <summary>Given each push before the server makes it.</summary>
    public IPushHook? Push { get; init; }

    /// <summary>Judges each upload before anybody can read it, beside ClamAV where that is configured: both must agree.</summary>
    public IMediaScanner? MediaScanner { get; init; }

    /// <summary>Given each upload before it is stored, after the scanners.</summary>
    public IMediaStoreHook? MediaStore { get; init; }
}
