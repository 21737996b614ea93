using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>What outlives a connection and every one works with.</summary>
internal sealed record SessionParts(
    LocalStore Store,
    SyncWork Work,
    HistoryFetcher History,
    TypingBoard Typing,
    PresenceBoard Presence,
    ConversationWatches Watches,
    SignalBoard Signals,
    ITokenSource Tokens,
    IUploads Uploads,
    EngineOptions Options,
    ILogger Logger);
