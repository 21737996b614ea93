namespace FastChat.Server.Hosting;

/// <summary>The options contradict each other or are out of range; the message names every mistake.</summary>
public sealed class ServerOptionsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>One sentence per mistake.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
