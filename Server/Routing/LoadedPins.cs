using System.Collections.Immutable;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing;

/// <summary>
/// The pins of a loaded conversation. In a direct one, what a side does while the other blocks it is its own affair: the row holds what is pinned
/// for either side, and beside it stands which of that a side does not see, so that its limit counts its own pins. Owned by the loop.
/// </summary>
internal sealed class LoadedPins(LoadedConversation state)
{
    private readonly Dictionary<AccountId, ImmutableArray<ulong>> _unseen = [];
    private ImmutableArray<ulong>? _all;

    public bool IsDirty { get; private set; }

    private AccountId[] Sides => state.Record is { Kind: ConversationKind.Direct } record ? [record.PeerOne, record.PeerTwo] : [];

    /// <summary>Whether the message is pinned for anybody.</summary>
    public bool Hold(ShardTurn turn, ulong message) => All(turn).Contains(message);

    /// <summary>Whether the account sees as many pins as there may be, and this message is none of them.</summary>
    public bool AreFull(ShardTurn turn, AccountId account, ulong message)
    {
        var seen = All(turn);
        if (seen.Length < ProtocolLimits.PinsMax) return false;
        if (_unseen.TryGetValue(account, out var unseen)) seen = seen.RemoveRange(unseen);
        return seen.Length >= ProtocolLimits.PinsMax && !seen.Contains(message);
    }

    /// <param name="turn">The turn.</param>
    /// <param name="message">Which message.</param>
    /// <param name="on">Whether it is pinned from here on.</param>
    /// <param name="alone">For whom alone, because the other side blocks it; none: for all.</param>
    public void Set(ShardTurn turn, ulong message, bool on, AccountId alone)
    {
        var all = All(turn);
        var stays = on;
        foreach (var side in Sides)
        {
            var unseen = _unseen[side];
            var sees = alone.IsNone() || side == alone ? on : all.Contains(message) && !unseen.Contains(message);
            _unseen[side] = sees ? unseen.Remove(message) : [.. unseen.Remove(message), message];
            stays |= sees;
        }

        // Entries of one command are looked at before the first of them counts, so there may be more than the limit for a moment.
        var max = _unseen.Values.All(unseen => unseen.IsEmpty) ? ProtocolLimits.PinsMax : RoutingLimits.PinsHeldMax;
        if (on) all = [.. all.Remove(message).TakeLast(max - 1), message];
        else if (!stays) all = all.Remove(message);
        foreach (var side in Sides) _unseen[side] = [.. _unseen[side].Where(one => all.Contains(one))];
        _all = all;
        IsDirty = true;
        turn.Touch(state);
    }

    public void WriteRows(PinTable pins, CommitBatch batch, DataKey key)
    {
        if (!IsDirty) return;
        pins.Put(batch, state.Id, new PinsRecord(_all!.Value), key);
        foreach (var side in Sides) pins.PutUnseen(batch, state.Id, side, new PinsRecord(_unseen[side]), key);
        IsDirty = false;
    }

    private ImmutableArray<ulong> All(ShardTurn turn)
    {
        if (_all is { } known) return known;
        var pins = turn.Store.Annotations.Pins;
        foreach (var side in Sides) _unseen[side] = pins.ReadUnseen(state.Id, side)?.Sequences ?? [];
        _all = pins.Read(state.Id)?.Sequences ?? [];
        return _all.Value;
    }
}
