using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>
/// Writes a change of a conversation's members or settings: the record under its next membership version, and the log entry. Of a channel the
/// log does not tell who comes and goes, or what is laid down about single accounts: that would name readers to readers, and fill the log
/// with them.
/// </summary>
internal static class MembershipWrite
{
    /// <param name="turn">The turn.</param>
    /// <param name="state">The conversation.</param>
    /// <param name="actor">Who makes the change.</param>
    /// <param name="device">With which device.</param>
    /// <param name="messageId">Of the entry.</param>
    /// <param name="change">What the entry says; its membership version is set.</param>
    /// <param name="effect">What it does to the subscribers.</param>
    /// <param name="memberCountChange">How many members more.</param>
    /// <param name="title">The new title; null: as it is.</param>
    public static MembershipWritten Apply(
        ShardTurn turn,
        LoadedConversation state,
        AccountId actor,
        DeviceId device,
        ulong messageId,
        MembershipChange change,
        MembershipEffect effect,
        int memberCountChange = 0,
        string? title = null)
    {
        var record = state.Record!;
        state.Record = record with
        {
            MembershipVersion = record.MembershipVersion + 1,
            MemberCount = record.MemberCount + memberCountChange,
            Title = title ?? record.Title,
        };
        turn.Store.PutRecord(turn.Batch, state.Id, state.Record, state.Key!);
        change.MembershipVersion = state.Record.MembershipVersion;
        if (record.Kind == ConversationKind.Channel && IsPrivate(change))
        {
            turn.Touch(state);
            state.HeadIsDirty = true;
            state.TurnIsOver = true;
            return new MembershipWritten(state.Head.Sequence + 1, effect);
        }

        var entry = MembershipEntry.Encode(actor, device, messageId, change);
        return new MembershipWritten(turn.AppendMembership(state, entry, device, effect), null);
    }

    private static bool IsPrivate(MembershipChange change) => change.ChangeCase switch
    {
        MembershipChange.ChangeOneofCase.Added or MembershipChange.ChangeOneofCase.RemovedAccount
            or MembershipChange.ChangeOneofCase.LeftAccount or MembershipChange.ChangeOneofCase.MemberMuted => true,
        MembershipChange.ChangeOneofCase.PermissionsChanged => !change.PermissionsChanged.Account.IsEmpty,
        _ => false,
    };
}
