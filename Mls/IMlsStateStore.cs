namespace FastChat.Mls;

/// <summary>
/// Keeps a group's records. The group calls it before it gives out anything that depends on a change, so a crash at any point
/// repeats no generation and no nonce.
/// </summary>
public interface IMlsStateStore
{
    /// <summary>
    /// Makes all changes durable, in one step, before it returns. The values are zeroed when it has returned. What is about to be sent is
    /// given too (empty when nothing is), for those who store it in the same transaction. If it throws, nothing is sent, and the changes
    /// come again with the next call; what a processed message said is lost to the caller then, unless the group is loaded anew and
    /// processes it again. The records must never go back to an older state, as from a backup: keys would be used twice.
    /// </summary>
    void Save(ReadOnlyMemory<byte> groupId, IReadOnlyList<MlsStateChange> changes, ReadOnlyMemory<byte> outgoing);
}
