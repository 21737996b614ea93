using System.Net;

namespace FastChat.Server.Transport;

/// <summary>What the HTTP side says about a WebSocket that is opened in front of it. Thread-safe.</summary>
internal interface IWebSocketGate
{
    /// <summary>Where WebSockets are.</summary>
    string Path { get; }

    /// <summary>Whether a page of this origin may open one.</summary>
    bool AllowsOrigin(string? origin);

    /// <summary>Whether the address may ask now; counts as one of its requests. No: HTTP is to tell it why.</summary>
    bool Admits(IPAddress? address);
}
