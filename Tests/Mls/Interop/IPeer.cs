using System.Text.Json.Nodes;

namespace FastChat.Tests.Mls.Interop;

/// <summary>One implementation's members, played by JSON lines (PeerProtocol.md).</summary>
internal interface IPeer : IDisposable
{
    string Language { get; }

    /// <summary>One line in, one line out.</summary>
    JsonObject Ask(JsonObject request);
}
