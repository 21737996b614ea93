using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>Who has a handle: accounts and channels share one space.</summary>
internal static class HandleHolders
{
    /// <summary>
    /// Whether somebody has the handle or has reserved it lately. A channel has it while the channel itself says so: its handle's row only
    /// leads to it.
    /// </summary>
    public static bool IsTaken(this ChatDatabase database, HandleRecord row, HandleKey key, long nowMs) => row.State switch
    {
        HandleState.Confirmed => true,
        HandleState.Channel when database.IsOfChannel(row, key) => true,
        HandleState.Retired => nowMs < row.ReservedMs,
        _ => nowMs - row.ReservedMs < AccountLimits.ReservationSeconds * 1_000L,
    };

    public static bool IsOfChannel(this ChatDatabase database, HandleRecord row, HandleKey key) =>
        row.State == HandleState.Channel
        && database.Annotations.Groups.Read(row.Channel) is { Handle.Length: > 0 } group
        && database.Handles.KeyOf(group.Handle) == key;
}
