using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Routing;

/// <summary>
/// Exactly once, in order (invariant A3): of a device's sends only the next number is taken; a number that was used is
/// acked again if it holds the same message, and anything else is refused with the number expected. Runs on the
/// conversation's loop.
/// </summary>
internal static class SendRule
{
    private const string NoMember = "No such conversation, or you are no member.";

    public static void Apply(ShardTurn turn, LoadedConversation state, SendCommand command)
    {
        var window = state.Windows[command.Device];
        var expected = window.Last + 1;
        if (command.FirstNumber > expected && window.RefusedSession == command.Link.SessionId)
        {
            command.Finish(); // It was told already; everything until the expected number is dropped.
            return;
        }

        if (!state.Exists)
        {
            Refuse(turn, window, command, Code.NotFound, NoMember, index: 0, expected);
            return;
        }

        if (command.FirstNumber > expected)
        {
            // Who may not send learns that alone, not how the numbers stand.
            var (code, message) = Refusal(turn, state, command, 0, 0)
                ?? (Code.OutOfOrder, "An earlier send number is missing.");
            Refuse(turn, window, command, code, message, index: 0, expected);
            return;
        }

        var known = (int)Math.Min((ulong)command.Count, expected - command.FirstNumber);
        if (known > 0 && !RepeatedSends.TryAckAgain(turn, state, window, command, known, out var wrong))
        {
            if (wrong is { } entry)
            {
                Refuse(turn, window, command, entry.Code, entry.Message, entry.Index, expected);
            }
            else
            {
                state.CommandGoesOn = true;
            }

            return;
        }

        // Rights are asked of new entries only: what is stored is acked again whoever its sender has become.
        var allowed = Allowed(turn, state, command, known, out var refusal);
        if (known < allowed)
        {
            Accept(turn, state, window, command, known, allowed);
        }

        if (allowed < command.Count)
        {
            Refuse(turn, window, command, refusal.Code, refusal.Message, allowed, window.Last + 1);
        }
        else
        {
            turn.CompleteAfterCommit(command);
        }
    }

    /// <summary>The index of the first entry that the sender may not send, or their number.</summary>
    private static int Allowed(
        ShardTurn turn,
        LoadedConversation state,
        SendCommand command,
        int from,
        out (Code Code, string Message) refusal)
    {
        // Of plain messages all are allowed, or none is; but slow mode takes the first, and refuses the next.
        var alike = command.IsPlain && state.Group is not { SlowModeSeconds: > 0 };
        var until = alike ? Math.Min(from + 1, command.Count) : command.Count;
        for (var i = from; i < until; i++)
        {
            if (Refusal(turn, state, command, i, from) is { } wrong)
            {
                refusal = wrong;
                return i;
            }
        }

        refusal = default;
        return command.Count;
    }

    /// <summary>Membership first: who is no member learns nothing of what the entry refers to (A6).</summary>
    private static (Code Code, string Message)? Refusal(
        ShardTurn turn, LoadedConversation state, SendCommand command, int index, int from)
    {
        ref readonly var entry = ref command.Entries[index];
        var member = state.Members[command.Actor];
        if (member.Record is not { } row)
        {
            return (Code.NotFound, NoMember);
        }

        if (state.IsWithheldFrom(command.Actor))
        {
            return (Code.Forbidden, "You have blocked the other side.");
        }

        // To take back what one has said oneself, one need not see it any more.
        if (entry.Target > 0 && entry.Target < row.FirstVisibleSequence && entry is not { Kind: EntryKind.Delete, Needs: Permission.None })
        {
            return (Code.TargetNotFound, "The target lies before you joined.");
        }

        if (command.ObjectionTo(index) is { } objection)
        {
            return objection;
        }

        if ((Permissions.Of(state.Record!.Kind, row.Role, state.Group, member.LaidDown) & entry.Needs) != entry.Needs)
        {
            return (Code.Forbidden, "You have no permission for this here.");
        }

        if (state.Group is { } group && GroupRule.Refusal(turn, group, member, command, index, from) is { } unruly)
        {
            return unruly;
        }

        return entry.Kind switch
        {
            // What was removed since the target was looked up stays removed: nothing new is written about it.
            EntryKind.Edit when turn.Store.IsRemoved(state.Id, entry.Target) =>
                (Code.TargetNotFound, "The message was removed."),
            EntryKind.Pin when (entry.Flags & (uint)EntryFlag.Off) == 0 && state.Side.Pins.AreFull(turn, command.Actor, entry.Target) =>
                (Code.LimitReached, $"At most {ProtocolLimits.PinsMax} messages are pinned."),
            _ => null,
        };
    }

    /// <summary>A scheduled message, if its sender may send it now; it has no send number. Else the code of the refusal.</summary>
    public static Code AcceptScheduled(ShardTurn turn, LoadedConversation state, SendCommand command)
    {
        if (Refusal(turn, state, command, 0, 0) is { } refusal)
        {
            return refusal.Code;
        }

        Accept(turn, state, null, command, 0, 1);
        return Code.Unspecified;
    }

    /// <summary>A message that a webhook brings in. Its sender is no member, and nobody's rights are asked.</summary>
    public static void AcceptBrought(ShardTurn turn, LoadedConversation state, SendCommand command) => Accept(turn, state, null, command, 0, 1);

    private static void Accept(
        ShardTurn turn,
        LoadedConversation state,
        SendWindow? window,
        SendCommand command,
        int from,
        int to)
    {
        var next = from;
        var first = 0UL;
        while (next < to)
        {
            var until = RunThatFits(command, next, to);
            var unread = CountUnread(command, next, until);
            var count = (uint)(until - next);
            if (window is not null)
            {
                turn.MarkDirty(state, window);
            }

            // Of replies the sender is told the ordinals by the block, as all others are; of the rest its ack says it all.
            var device = NumberReplies(turn, state, command, next, until) ? DeviceId.None : command.Device;
            var sequence = turn.Append(state, command.Bytes(next, until), count, unread, device);
            first = first == 0 ? sequence : first;
            if (window is not null)
            {
                window.Accept(count, sequence);
                command.Leave(until);
                turn.Acks.Add(
                    command.Link,
                    new AckRun(state.Id, command.FirstNumber + (ulong)next, count, sequence, state.Head.LastTimeMs));
            }

            PutTargets(turn, state, command, next, until, sequence);
            next = until;
        }

        foreach (var (index, media, reference) in command.Media)
        {
            if (index >= from && index < to)
            {
                turn.Store.PutMediaReference(turn.Batch, state.Id, media, reference, state.Key!);
                turn.Store.Annotations.MediaUses.Put(turn.Batch, state.Id, media, first + (ulong)(index - from), state.Key!);
            }
        }

        foreach (ref readonly var note in command.Notes)
        {
            if (note.Index >= from && note.Index < to)
            {
                PutNote(turn, state, in note, first + (ulong)(note.Index - from));
            }
        }

        if (state.MessageTimerSeconds > 0)
        {
            SetTimers(turn, state, command, from, to, first);
        }

        if (state.Group is { SlowModeSeconds: > 0 })
        {
            GroupRule.Note(turn, state, command, from, to);
        }

        if (window is null)
        {
            return; // Nobody was there to read what came before it.
        }

        var member = state.Members[command.Actor];
        var read = new CursorRecord(state.Head.Sequence, state.Head.Ordinal, Math.Max(member.Cursor.DeliveredSequence, state.Head.Sequence));
        turn.MoveCursor(state, command.Actor, member, read);
    }

    /// <summary>Gives replies their places in their threads, and moves the sender's own cursor there.</summary>
    private static bool NumberReplies(ShardTurn turn, LoadedConversation state, SendCommand command, int from, int until)
    {
        if (command.IsPlain)
        {
            return false;
        }

        var found = false;
        for (var i = from; i < until; i++)
        {
            ref readonly var entry = ref command.Entries[i];
            if (entry.IsReply)
            {
                found = true;
                var sequence = state.Head.Sequence + 1 + (ulong)(i - from);
                var ordinal = state.Side.AddReply(turn, entry.Target, sequence);
                command.SetThreadOrdinal(i, ordinal);
                state.Side.MoveThreadCursor(turn, command.Actor, new Storage.Annotations.ThreadCursor(entry.Target, sequence, ordinal));
            }
        }

        return found;
    }

    /// <summary>What has no time of its own expires with the conversation's.</summary>
    private static void SetTimers(ShardTurn turn, LoadedConversation state, SendCommand command, int from, int to, ulong first)
    {
        for (var i = from; i < to; i++)
        {
            if (command.Entries[i].Kind is EntryKind.Message or EntryKind.Edit)
            {
                SetExpiry(turn, state, first + (ulong)(i - from), state.MessageTimerSeconds);
            }
        }
    }

    private static void SetExpiry(ShardTurn turn, LoadedConversation state, ulong sequence, uint seconds) => turn.SetTimer(
        new Timer(state.Head.LastTimeMs + (seconds * 1_000L), state.Id, TimerKind.Remove, AccountId.None, sequence));

    public static void PutNote(ShardTurn turn, LoadedConversation state, in EntryNote note, ulong sequence)
    {
        var annotations = turn.Store.Annotations;
        if (note.ExpiresAfterSeconds > 0)
        {
            SetExpiry(turn, state, sequence, note.ExpiresAfterSeconds);
        }
        else if (note.PayloadType is { } type)
        {
            annotations.Payloads.Put(turn.Batch, state.Id, type, sequence, state.Key!);
        }
        else
        {
            annotations.Mentions.Put(turn.Batch, state.Id, note.Mentioned, sequence, state.Key!);
        }
    }

    /// <summary>As many entries as one block can hold at all; a command may be larger than a block.</summary>
    private static int RunThatFits(SendCommand command, int from, int to)
    {
        if (command.Bytes(from, to).Length <= ProtocolLimits.BlockBytesMax / 2)
        {
            return to;
        }

        var until = from + 1;
        while (until < to && command.Bytes(from, until + 1).Length <= ProtocolLimits.BlockBytesMax / 2)
        {
            until++;
        }

        return until;
    }

    private static uint CountUnread(SendCommand command, int from, int until)
    {
        var unread = 0u;
        foreach (ref readonly var entry in command.Entries[from..until])
        {
            unread += entry.CountsAsUnread ? 1u : 0;
        }

        return unread;
    }

    private static void PutTargets(ShardTurn turn, LoadedConversation state, SendCommand command, int from, int until, ulong first)
    {
        if (command.IsPlain)
        {
            return;
        }

        for (var i = from; i < until; i++)
        {
            ref readonly var entry = ref command.Entries[i];
            if (entry.Target > 0)
            {
                turn.Store.PutTarget(
                    turn.Batch, state.Id, entry.Target, first + (ulong)(i - from), entry.Kind, state.Key!);
                if (entry.Kind == EntryKind.Edit)
                {
                    state.Blocks[^1].NoteEdit(entry.Target);
                }

                switch (entry.Kind)
                {
                    case EntryKind.Pin:
                        var alone = state.IsBlocked(command.Actor) ? command.Actor : AccountId.None;
                        state.Side.Pins.Set(turn, entry.Target, on: (entry.Flags & (uint)EntryFlag.Off) == 0, alone);
                        break;
                    case EntryKind.Delete:
                        // Atomic with the deletion, so that no crash leaves the content behind.
                        turn.SetTimer(new Timer(turn.NowMs, state.Id, TimerKind.Remove, AccountId.None, entry.Target));
                        break;
                    case EntryKind.Edit when !turn.Store.KeepsEdits:
                        turn.SetTimer(new Timer(
                            turn.NowMs, state.Id, TimerKind.Supersede, AccountId.None, first + (ulong)(i - from)));
                        break;
                    default:
                        break;
                }
            }
        }
    }

    private static void Refuse(
        ShardTurn turn,
        SendWindow window,
        SendCommand command,
        Code code,
        string message,
        int index,
        ulong expected)
    {
        window.RefusedSession = command.Link.SessionId;
        command.RefuseAfterCommit(turn, code, message, index, expected);
    }
}
