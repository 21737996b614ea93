using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;

namespace FastChat.Server.Sessions;

/// <summary>What all sessions share, in one object so that each session holds one reference.</summary>
internal sealed class SessionServices(
    IAccessTokens tokens,
    IRequestPipeline pipeline,
    DeviceDirectory directory,
    PresenceBoard presence,
    CoarseClock clock,
    SessionSettings options,
    ILogger<Session> log)
{
    private long _lastSessionId;

    internal IAccessTokens Tokens { get; } = tokens;

    internal IRequestPipeline Pipeline { get; } = pipeline;

    internal DeviceDirectory Directory { get; } = directory;

    internal PresenceBoard Presence { get; } = presence;

    internal CoarseClock Clock { get; } = clock;

    internal SessionSettings Options { get; } = options;

    internal ILogger Log { get; } = log;

    /// <summary>Shared by every Welcome; never changed.</summary>
    internal Limits Limits { get; } = options.ToLimits();

    internal long NextSessionId() => Interlocked.Increment(ref _lastSessionId);
}
