using System.Net;
using FastChat.Server.Transport;

namespace FastChat.Tests.Server.Transport;

/// <summary>Lets everybody in but pages of other origins.</summary>
internal sealed class OpenGate : IWebSocketGate
{
    internal const string Door = "/door";
    internal const string Origin = "https://chat.example";

    public string Path => Door;

    public bool AllowsOrigin(string? origin) => origin == Origin;

    public bool Admits(IPAddress? address) => true;
}
