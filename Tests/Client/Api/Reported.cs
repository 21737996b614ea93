using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>The last progress that was told.</summary>
internal sealed class Reported : IProgress<Transfer>
{
    public Transfer? Last { get; private set; }

    public void Report(Transfer value) => Last = value;
}
