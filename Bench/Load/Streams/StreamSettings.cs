namespace FastChat.Bench.Load.Streams;

/// <summary>How every sender of a run works.</summary>
/// <param name="Window">Unacked messages, at most.</param>
/// <param name="Batch">Messages in one frame, at most.</param>
/// <param name="PayloadBytes">Content of a message.</param>
internal sealed record StreamSettings(int Window, int Batch, int PayloadBytes);
