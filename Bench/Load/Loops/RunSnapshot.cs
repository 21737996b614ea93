namespace FastChat.Bench.Load.Loops;

/// <summary>A moment of a run: its time, and the processor time that was used up to it.</summary>
internal sealed record RunSnapshot(TimeSpan At, TimeSpan? ServerCpu, TimeSpan OwnCpu);
