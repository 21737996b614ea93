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
    /// <summary>The message after its last edit; null: it is none, or was deleted.</summary>
    /// <param name="conversation">Whose log.</param>
    /// <param name="sequence">Of the message.</param>
    /// <param name="head">Entries behind it have not happened.</param>
    public FoundMessage? Read(ConversationId conversation, ulong sequence, ulong head)
    {
        if (Entry(conversation, sequence, EntryKind.Message) is not { } original) return null;
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
        if (edit == 0) return new FoundMessage(original, IsEdited: false);
        var edited = Entry(conversation, edit, EntryKind.Edit);
        return edited is null ? null : new FoundMessage(edited with { Sequence = (long)sequence, TimeMs = original.TimeMs }, IsEdited: true);
    }

    private SearchDocument? Entry(ConversationId conversation, ulong sequence, EntryKind kind)
    {
        var block = new ArrayBufferWriter<byte>();
        if (!blocks.ReadAround(conversation, sequence, block) || !BlockReader.TryOpen(block.WrittenSpan, out var reader)) return null;
        while (reader.TryRead(out var entry))
        {
            if (entry.Sequence != sequence) continue;
            return entry.Kind == kind
                ? MessageDocument.Read(sequence, reader.ServerTimeMs, entry.SenderAccount.Value, entry.Content)
                : null;
        }

        return null;
    }
}
