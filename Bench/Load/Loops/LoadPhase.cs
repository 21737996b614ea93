namespace FastChat.Bench.Load.Loops;

/// <summary>What the loops do now; set by the run, read by the loops.</summary>
internal enum LoadPhase
{
    WarmingUp,
    Measuring,

    /// <summary>Nothing new is sent; what is under way settles.</summary>
    Draining,
    Ended,
}
