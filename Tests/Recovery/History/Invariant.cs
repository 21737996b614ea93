namespace FastChat.Tests.Recovery.History;

/// <summary>What the checker holds (docs/BENCHMARKS.md says how).</summary>
internal enum Invariant
{
    /// <summary>I1: every acked message is in every current member's final history, bytes equal.</summary>
    AckedIsKept = 1,

    /// <summary>I2: one message, one sequence.</summary>
    OneSequence,

    /// <summary>I3: sequences are contiguous.</summary>
    Contiguous,

    /// <summary>I4: the same sequence is the same message for everybody, at all times.</summary>
    OneOrder,

    /// <summary>I5: a device's messages keep their order, and its numbers run 1, 2, 3 …</summary>
    SenderOrder,

    /// <summary>I6: a message that was acked before another was sent has the smaller sequence.</summary>
    RealTime,

    /// <summary>I7: a read that began after an ack sees the acked message.</summary>
    ReadYourWrites,

    /// <summary>I8: what a device sees never goes back, across reconnects too; live events of a connection ascend.</summary>
    Monotonic,

    /// <summary>I9: nothing is in the log that was not sent; nothing that was refused is.</summary>
    NoPhantom,

    /// <summary>I10: nobody gets what lies outside of their membership.</summary>
    Membership,

    /// <summary>I11: cursors move forward, and ordinals count what they say.</summary>
    Cursors,
}
