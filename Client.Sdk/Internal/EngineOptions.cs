using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Internal;

/// <summary>The engine's seams.</summary>
internal sealed record EngineOptions
{
    public Func<Uri, CancellationToken, Task<Stream>>? Connect { get; init; }

    public ImmutableArray<string> CertificatePins { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory? Logs { get; init; }

    /// <summary>Told to the server for its diagnostics; at most 64 bytes.</summary>
    public string ClientName { get; init; } = "FastChat.Client";
}
