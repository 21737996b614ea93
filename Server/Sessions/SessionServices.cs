using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
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
    Live<SessionSettings> options,
    ILogger<Session> log)
{
    // Made anew when the settings were replaced; two threads may both make it, alike.
    private volatile Told _told = new(options.Value, options.Value.ToLimits());
    private long _lastSessionId;

    internal IAccessTokens Tokens { get; } = tokens;

    internal IRequestPipeline Pipeline { get; } = pipeline;

    internal DeviceDirectory Directory { get; } = directory;

    internal PresenceBoard Presence { get; } = presence;

    internal CoarseClock Clock { get; } = clock;

    /// <summary>Those in force now: open sessions ask each time.</summary>
    internal SessionSettings Options => options.Value;

    internal ILogger Log { get; } = log;

    /// <summary>Shared by every Welcome; never changed.</summary>
    internal Limits Limits
    {
        get
        {
            var settings = options.Value;
            var told = _told;
            if (!ReferenceEquals(told.Settings, settings))
                _told = told = new Told(settings, settings.ToLimits());
            return told.Limits;
        }
    }

    internal long NextSessionId() => Interlocked.Increment(ref _lastSessionId);

    private sealed record Told(SessionSettings Settings, Limits Limits);
}
