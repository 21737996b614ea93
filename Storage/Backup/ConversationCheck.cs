using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Storage.Backup;

/// <summary>
/// One conversation against itself: contiguous blocks, head, ordinals, times, targets, send windows, members, cursors.
/// </summary>
internal sealed class ConversationCheck(ChatDatabase database, ConversationId id, VerifyFindings findings)
{
    private readonly Dictionary<DeviceId, DeviceLog> _devices = [];
    private ulong _sequence;
    private ulong _ordinal;
    private long _timeMs;
    private ulong _targets;
    private bool _isFirst = true;

    public void Run()
    {
        var record = database.Conversations.ReadRecord(id);
        if (database.Conversations.ReadHead(id) is not { } head || record is null)
        {
            throw new StorageCorruptException("The conversation has no head.");
        }

        database.Blocks.ReadForward(id, 0, CheckBlock);
        Require(!_isFirst || head.Sequence == 0, "the log is missing");
        Require(_isFirst || _sequence == head.Sequence, $"the log ends at {_sequence}, the head says {head.Sequence}");
        Require(_isFirst || _ordinal == head.Ordinal, $"the log counts {_ordinal} unread entries, the head {head.Ordinal}");
        Require(_isFirst || _timeMs == head.LastTimeMs, "the head's time is not the last block's");
        CheckTargets();
        CheckSends();
        CheckMembers(record, head);
    }

    private void Require(bool holds, string problem)
    {
        if (!holds) findings.Add($"conversation {id}: {problem}");
    }

    private bool CheckBlock(ulong firstSequence, ReadOnlySpan<byte> bytes)
    {
        Block block;
        try
        {
            block = Block.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new StorageCorruptException($"Block {firstSequence} is malformed.", error);
        }

        findings.Rows++;
        findings.Entries += block.Entries.Count;
        Require(block.FirstSequence == firstSequence, $"block {firstSequence} says {block.FirstSequence}");
        Require(block.EntryCount == block.Entries.Count, $"block {firstSequence} does not hold the entries that it counts");
        Require(ConversationId.TryRead(block.ConversationId.Span, out var owner) && owner == id, $"block {firstSequence} is another's");
        // A conversation that was re-created goes on after its tombstone; what was before is gone.
        Require(_isFirst || firstSequence == _sequence + 1, $"entries {_sequence + 1} to {firstSequence - 1} are missing");
        Require(block.ServerTimeMs >= _timeMs, $"block {firstSequence} is older than the one before it");
        var unread = (ulong)block.Entries.Count(entry => (entry.Flags & (uint)EntryFlag.CountsAsUnread) != 0);
        Require(
            (_isFirst && firstSequence > 1) || block.UnreadOrdinal == _ordinal + unread,
            $"block {firstSequence} has ordinal {block.UnreadOrdinal}, not {_ordinal + unread}");
        for (var i = 0; i < block.Entries.Count; i++) Note(block.Entries[i], firstSequence + (ulong)i);
        _sequence = firstSequence + block.EntryCount - 1;
        _ordinal = block.UnreadOrdinal;
        _timeMs = block.ServerTimeMs;
        _isFirst = false;
        return true;
    }

    private void Note(Entry entry, ulong sequence)
    {
        if (entry.TargetSequence != 0)
        {
            _targets++;
            var found = false;
            database.Blocks.ReadTargets(id, entry.TargetSequence, entry.TargetSequence, sequence - 1, (_, at, kind) =>
            {
                found = at == sequence && kind == entry.Kind;
                return false;
            });
            Require(found, $"entry {sequence} is not noted under its target {entry.TargetSequence}");
        }

        if (entry.SendNumber == 0 || !DeviceId.TryRead(entry.SenderDevice.Span, out var device)) return;
        if (!_devices.TryGetValue(device, out var log)) _devices[device] = log = new DeviceLog();
        Require(log.Note(entry.SendNumber, sequence), $"entry {sequence} repeats or skips a send number of device {device}");
    }

    private void CheckTargets()
    {
        ulong noted = 0;
        database.Blocks.ReadTargets(id, 0, ulong.MaxValue, 0, (_, _, _) =>
        {
            noted++;
            return true;
        });
        Require(noted == _targets, $"{noted} targets are noted for {_targets} entries that have one");
    }

    private void CheckSends()
    {
        foreach (var (device, log) in _devices)
        {
            if (database.Sends.Read(id, device) is not { } window)
            {
                Require(false, $"device {device} has no send window");
                continue;
            }

            Require(window.Last == log.Last, $"device {device} sent {log.Last}, its window says {window.Last}");
            foreach (var run in window.Runs)
            {
                Require(log.Agrees(run), $"the send window of device {device} differs from the log at {run.FirstNumber}");
            }
        }
    }

    private void CheckMembers(ConversationRecord record, HeadRecord head)
    {
        const int Page = 1_000;
        var count = 0;
        foreach (var (account, _) in database.Members.ReadAll(id, Page))
        {
            count++;
            if (database.Cursors.Read(id, account) is not { } cursor) continue;
            Require(
                cursor.ReadSequence <= head.Sequence && cursor.DeliveredSequence <= head.Sequence
                    && cursor.ReadOrdinal <= head.Ordinal,
                $"the cursors of account {account} are beyond the head");
        }

        Require(count == record.MemberCount, $"{count} members, the record says {record.MemberCount}");
    }
}
