using FastChat.Samples.Terminal.Chat;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>Something that one types behind a slash. What it returns is shown as a notice.</summary>
internal sealed record Command(string Name, string Arguments, string Purpose, Func<ChatState, string, Task<string>> RunAsync)
{
    /// <summary>What is left out only works in an open conversation.</summary>
    public bool NeedsConversation { get; init; }
}
