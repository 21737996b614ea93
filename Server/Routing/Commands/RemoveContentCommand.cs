using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Cuts the content of a message and of its edits out of their blocks, with all that is kept beside the log because of it: mentions, the
/// type of its payload, its pin, the references to its media. The sequences stay, as tombstones. Run when a timer is due, which ends in the
/// same batch.
/// </summary>
internal sealed class RemoveContentCommand : ConversationRequest<bool>
{
    private readonly Timer _timer;

    public RemoveContentCommand(in Timer timer)
    {
        Conversation = timer.Conversation;
        _timer = timer;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.Blocks.Count > 0 || state.IsTouched)
        {
            // An edit that this turn has taken is cut out as well: once it can be read, at the start of the next turn.
            state.TurnIsOver = true;
            state.Parked = new Queue<ConversationCommand>([this, .. state.Parked ?? []]);
            return;
        }

        turn.Batch.Touch(state.Shard);
        turn.Store.Annotations.Timers.Delete(turn.Batch, in _timer);
        if (state.Exists)
        {
            Remove(turn, state);

            // What the next one reads from storage is then current.
            state.TurnIsOver = true;
        }

        Complete(turn, true);
    }

    private void Remove(ShardTurn turn, LoadedConversation state)
    {
        var (why, sequences) = Affected(turn.Store);
        var left = new SortedSet<ulong>(sequences);
        while (left.Count > 0)
        {
            var block = turn.Store.ReadBlock(state.Id, left.Min);
            if (block is null || !BlockReader.TryOpen(block, out var reader))
            {
                left.Remove(left.Min);
                continue;
            }

            var (first, last) = (reader.FirstSequence, reader.LastSequence);
            if (BlockRewrite.Without(block, sequences, why) is { } rewritten)
            {
                ForgetNotes(turn, state, block, sequences);
                turn.Store.PutBlock(turn.Batch, state.Id, first, rewritten, state.Key!);
            }

            left.RemoveWhere(sequence => sequence <= last);
        }

        if (sequences.Count > 0 && state is { Record.Encryption: Encryption.None, Key: { } key })
        {
            // Every one of them is the message or an edit of it, which came later.
            turn.Store.PutErased(turn.Batch, state.Id, sequences.Min(), key);
        }

        if (_timer.Kind == TimerKind.Remove && state.Side.Pins.Hold(turn, _timer.Number))
        {
            state.Side.Pins.Set(turn, _timer.Number, on: false, AccountId.None);
        }

        turn.Touch(state);
        state.HeadIsDirty = true;
    }

    /// <summary>The message and its edits; of an edit under a policy that keeps none, what was before it.</summary>
    private (EntryFlag Why, HashSet<ulong> Sequences) Affected(IConversationStore store)
    {
        if (_timer.Kind == TimerKind.Remove)
        {
            return (EntryFlag.Removed, [_timer.Number, .. store.ReadReferences(Conversation, _timer.Number, EntryKind.Edit)]);
        }

        var edit = _timer.Number;
        return store.ReadBlock(Conversation, edit) is { } block && StoredEntry.TryFind(block, edit, out var entry) && entry.TargetSequence > 0
            ? (EntryFlag.Superseded, [
                entry.TargetSequence,
                .. store.ReadReferences(Conversation, entry.TargetSequence, EntryKind.Edit).Where(sequence => sequence < edit)])
            : (EntryFlag.Superseded, []);
    }

    private static void ForgetNotes(ShardTurn turn, LoadedConversation state, byte[] block, HashSet<ulong> sequences)
    {
        var annotations = turn.Store.Annotations;
        BlockReader.TryOpen(block, out var reader);
        while (reader.TryRead(out var entry))
        {
            if (!sequences.Contains(entry.Sequence))
            {
                continue;
            }

            annotations.Mentions.Delete(turn.Batch, state.Id, AccountId.None, entry.Sequence);
            foreach (var mentioned in entry.Fields.Mentioned)
            {
                if (AccountId.TryRead(mentioned, out var account))
                {
                    annotations.Mentions.Delete(turn.Batch, state.Id, account, entry.Sequence);
                }
            }

            if (!entry.Fields.PayloadType.IsEmpty)
            {
                annotations.Payloads.Delete(turn.Batch, state.Id, entry.Fields.PayloadType, entry.Sequence);
            }

            foreach (var id in entry.MediaIds)
            {
                if (MediaId.TryRead(id, out var media))
                {
                    annotations.MediaUses.Delete(turn.Batch, state.Id, media, entry.Sequence);
                    if (state.Group?.Avatar != media && !annotations.MediaUses.IsUsedElsewhere(state.Id, media, sequences))
                    {
                        turn.Store.DeleteMediaReference(turn.Batch, state.Id, media);
                    }
                }
            }
        }
    }
}
