namespace FastChat.Bench.Load.Pairs;

/// <summary>How every pair of a run works.</summary>
/// <param name="Window">Unacked messages, at most.</param>
/// <param name="Batch">Messages in one Send frame, at most.</param>
/// <param name="OneInFlight">A message counts as in flight until it is delivered too.</param>
internal sealed record PairSettings(int Window, int Batch, bool OneInFlight);
