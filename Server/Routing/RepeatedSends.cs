using FastChat.Protocol;
using FastChat.Protocol.Codec;

namespace FastChat.Server.Routing;

/// <summary>
/// Sends whose numbers were used are acked again if the log holds the same messages (A3). A block is opened once for all
/// entries that it holds, and a turn opens a limited number of them: what is left goes on in the next turn, behind what
/// others have sent meanwhile. Runs on the conversation's loop.
/// </summary>
internal static class RepeatedSends
{
    /// <summary>
    /// Acks the first entries of a command again. False: one of them is <paramref name="wrong"/>, or, if that is null, the
    /// turn has opened enough blocks.
    /// </summary>
    public static bool TryAckAgain(
        ShardTurn turn,
        LoadedConversation state,
        SendWindow window,
        SendCommand command,
        int known,
        out (Code Code, string Message, int Index)? wrong)
    {
        wrong = null;
        var entries = turn.Repeats.AsMemory(0, Locate(window, command, turn.Repeats.AsSpan(0, known)));
        while (command.AckedAgain < entries.Length)
        {
            if (turn.RepeatBlocksOpened == RoutingLimits.TurnRepeatBlocksMax)
            {
                return false;
            }

            turn.RepeatBlocksOpened++;
            var from = command.AckedAgain;
            var held = CountHeld(turn, state, command, entries[from..], out var timeMs);
            if (held == 0)
            {
                wrong = (Code.SendNumberReused, "Another message is stored under this send number.", from);
                return false;
            }

            Ack(turn, command, entries.Span.Slice(from, held), timeMs);
            command.AckedAgain += held;
            command.Leave(command.AckedAgain);
        }

        if (entries.Length < known)
        {
            wrong = (Code.OutOfOrder, "This send number is too old to be recognised.", entries.Length);
        }

        return wrong is null;
    }

    /// <summary>Where the numbers went; returns how many of the first ones are remembered.</summary>
    private static int Locate(SendWindow window, SendCommand command, Span<RepeatedEntry> entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (!window.TryFind(command.FirstNumber + (ulong)i, out var sequence))
            {
                return i;
            }

            entries[i] = new RepeatedEntry(sequence, command.Entries[i].MessageId);
        }

        return entries.Length;
    }

    /// <summary>How many of the first entries the block holds that the first of them is in.</summary>
    private static int CountHeld(
        ShardTurn turn,
        LoadedConversation state,
        SendCommand command,
        ReadOnlyMemory<RepeatedEntry> entries,
        out long timeMs)
    {
        var sequence = entries.Span[0].Sequence;
        foreach (var block in state.Blocks)
        {
            if (sequence >= block.FirstSequence && sequence < block.FirstSequence + block.Count)
            {
                // Not in the log yet; acked with this turn's commit, like the entries themselves.
                timeMs = state.Head.LastTimeMs;
                return block.CountHeld(command.Device, entries.Span);
            }
        }

        return turn.Store.CountHeld(state.Id, command.Device, entries, out timeMs);
    }

    /// <summary>One run for as many entries as have consecutive sequences.</summary>
    private static void Ack(ShardTurn turn, SendCommand command, ReadOnlySpan<RepeatedEntry> entries, long timeMs)
    {
        var number = command.FirstNumber + (ulong)command.AckedAgain;
        for (var start = 0; start < entries.Length;)
        {
            var first = entries[start].Sequence;
            var count = 1;
            while (start + count < entries.Length && entries[start + count].Sequence == first + (ulong)count)
            {
                count++;
            }

            turn.Acks.Add(
                command.Link, new AckRun(command.Conversation, number + (ulong)start, (uint)count, first, timeMs));
            start += count;
        }
    }
}
