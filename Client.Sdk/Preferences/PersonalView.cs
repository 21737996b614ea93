using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// What every summary asks of what the account keeps for itself, read once until it changes. Thread-safe: snapshots are immutable and
/// replaced as a whole.
/// </summary>
internal sealed class PersonalView(LocalStore store)
{
    private Snapshot? _snapshot;

    /// <summary>The place among the pinned conversations, from 1; 0: not pinned.</summary>
    public int PinPlace(ConversationId id) => Current().Pins.GetValueOrDefault(id);

    public bool HasFolder(ulong id) => Current().Folders.Contains(id);

    /// <summary>Of conversations that have none of their own.</summary>
    public NotificationLevel Level => Current().Level;

    public bool IsBlocked(AccountId id) => Current().Blocked.Contains(id);

    private Snapshot Current()
    {
        var changes = store.Changes.PersonalChanges;
        if (Volatile.Read(ref _snapshot) is { } snapshot && snapshot.Changes == changes)
            return snapshot;
        snapshot = store.Read(connection => new Snapshot(
            changes,
            PersonalRead.Pinned(connection).ConversationIds.Select((id, place) => (id, place)).Where(pin => pin.id.Length == Identifier.Bytes)
                .DistinctBy(pin => pin.id).ToDictionary(pin => ConversationId.TryRead(pin.id.Span, out var id) ? id : default, pin => pin.place + 1),
            [.. PersonalRead.Folders(connection).Folders.Select(folder => folder.Id)],
            Level: PersonalRead.Settings(connection).Level is Wire.NotificationLevel.Unspecified ? NotificationLevel.All : (NotificationLevel)(int)PersonalRead.Settings(connection).Level,
            PersonalRead.Blocked(connection)));
        Volatile.Write(ref _snapshot, snapshot);
        return snapshot;
    }

    private sealed record Snapshot(
        long Changes, Dictionary<ConversationId, int> Pins, HashSet<ulong> Folders, NotificationLevel Level, HashSet<AccountId> Blocked);
}
