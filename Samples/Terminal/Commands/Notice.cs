namespace FastChat.Samples.Terminal.Commands;

/// <summary>What to show for a line that was typed; empty: nothing.</summary>
internal readonly record struct Notice(string Text, bool IsProblem = false);
