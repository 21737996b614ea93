using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace FastChat.Client;

/// <summary>How a <see cref="ChatClient"/> reaches its server and where it keeps its store.</summary>
/// <param name="Server">
/// The server's HTTP(S) address, such as <c>http://localhost:8080</c>: it names its own TCP, TLS and WebSocket endpoints, and
/// the best that can be reached is used. <c>tcp://</c>, <c>tls://</c>, <c>ws://</c> and <c>wss://</c> name one outright.
/// </param>
public sealed record ChatClientOptions(string Server)
{
    /// <summary>
    /// The store's file: one account on one device. Null: a file for this server in `fastchat-client` of the user's local
    /// application data, so that programs with several accounts name one each.
    /// </summary>
    public string? StorePath { get; init; }

    /// <summary>The HTTP(S) address where it cannot be told from <see cref="Server"/>; null: derived.</summary>
    public Uri? HttpUrl { get; init; }

    /// <summary>Holds the key that seals the store; null: a file of mode 0600 beside it.</summary>
    public IStoreKeyProvider? StoreKey { get; init; }

    /// <summary>The name of this device in the account's list; null: the machine's name.</summary>
    public string? DeviceName { get; init; }

    /// <summary>
    /// Pins of the server's certificate: Base64 of the SHA-256 of its SubjectPublicKeyInfo. When given, exactly the
    /// certificates with these keys are trusted, self-signed ones too, for HTTPS, TLS and WebSocket alike. Empty: the
    /// system's trust decides. They do not bind an own <see cref="Http"/> or <see cref="Connect"/>.
    /// </summary>
    public ImmutableArray<string> CertificatePins { get; init; } = [];

    /// <summary>
    /// Opens the byte stream to an endpoint instead of the SDK's own sockets: for proxies, tunnels and tests. Gets the
    /// endpoint's address and must return a connected stream that carries frames (TLS done, where the scheme says so).
    /// </summary>
    public Func<Uri, CancellationToken, Task<Stream>>? Connect { get; init; }

    /// <summary>Sends HTTP requests instead of the SDK's own handler. The client does not dispose of it.</summary>
    public HttpMessageHandler? Http { get; init; }

    /// <summary>Where logs go; never content, tokens or keys. Null: nowhere.</summary>
    public ILoggerFactory? Logs { get; init; }

    /// <summary>The clock and its timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where events and list changes run, singly and in order. Null: the context that is current when the client is made
    /// (a user interface's), else the client's own queue on the thread pool. See <see cref="PumpContext"/> for games.
    /// </summary>
    public SynchronizationContext? EventContext { get; init; }
}
