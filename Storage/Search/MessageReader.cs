using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Index;
using FastChat.Storage.Messages;

namespace FastChat.Storage.Search;

/// <summary>Reads single messages with what later entries made of them.</summary>
internal sealed class MessageReader(BlockTable blocks)
{
    /// <summary>
    /// The message after its last edit; null: it is none, was deleted, or its content was removed. Where only a later edit has content
    /// left, that one.
    /// </summary>
    /// <param name="conversation">Whose log.</param>
    /// <param name="sequence">Of the message.</param>
    /// <param name="head">Entries behind it have not happened.</param>
    public FoundMessage? Read(ConversationId conversation, ulong sequence, ulong head)
    {
        if (Entry(conversation, sequence, EntryKind.Message) is not { Document: var original } first) return null;
        ulong edit = 0;
        var isDeleted = false;
        blocks.ReadTargets(conversation, sequence, sequence, sequence, (_, at, kind) =>
        {
            if (at > head) return false;
            isDeleted |= kind == EntryKind.Delete;
            if (kind == EntryKind.Edit) edit = at;
            return !isDeleted;
        });
        if (isDeleted) return null;
        var current = edit == 0 ? first : Entry(conversation, edit, EntryKind.Edit);
        return current switch
        {
            null => null,
            { IsSuperseded: true } => head == ulong.MaxValue ? null : Read(conversation, sequence, ulong.MaxValue),
            { Document: var document } => new FoundMessage(document with { Sequence = (long)sequence, TimeMs = original.TimeMs }, edit),
        };
    }

    private (SearchDocument Document, bool IsSuperseded)? Entry(ConversationId conversation, ulong sequence, EntryKind kind)
    {
        var block = new ArrayBufferWriter<byte>();
        if (!blocks.ReadAround(conversation, sequence, block) || !BlockReader.TryOpen(block.WrittenSpan, out var reader)) return null;
        while (reader.TryRead(out var entry))
        {
            if (entry.Sequence != sequence) continue;
            return entry.Kind == kind && (entry.Flags & (uint)EntryFlag.Removed) == 0
                ? (MessageDocument.Read(sequence, reader.ServerTimeMs, entry.SenderAccount.Value, entry.Content),
                    (entry.Flags & (uint)EntryFlag.Superseded) != 0)
                : null;
        }

        return null;
    }
}
