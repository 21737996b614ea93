using Microsoft.Extensions.Logging;

namespace FastChat.Client.LocalState;

/// <summary>Where a store lies and what it is opened with. One file holds one account on one device.</summary>
internal sealed record LocalStoreOptions(string Path)
{
    /// <summary>Gives the 32-byte key; null: a file beside the store, mode 0600.</summary>
    public IStoreKeyProvider? Key { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory? Logs { get; init; }
}
