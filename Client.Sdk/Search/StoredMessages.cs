using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Index;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Search;

/// <summary>Messages of the store as a search finds them: with their edits and deletions. Thread-safe.</summary>
internal sealed class StoredMessages(AccountId me)
{
    /// <summary>Null: no message, deleted, its content was removed, or not here.</summary>
    public (SearchDocument Document, bool Edited)? Read(StoreConnection connection, ConversationId conversation, long sequence)
    {
        if (EntryTable.Read(connection, conversation, sequence) is not { Entry.Kind: Wire.EntryKind.Message } row
            || (row.Entry.Flags & (uint)Wire.EntryFlag.Removed) != 0)
            return null;
        var fold = new MessageFold(conversation, me, OpenedContent.Read(row.Entry.Content, conversation));
        foreach (var reference in EntryTable.ReadReferences(connection, conversation, sequence, sequence))
            fold.Apply(reference);
        if (fold.Deleted)
            return null;
        var content = fold.Content;
        var document = new SearchDocument(
            sequence,
            row.TimeMs,
            EntryReader.Sender(row.Entry).Value,
            content.Text,
            Traits(content),
            content.Mentions.IsEmpty ? null : [.. content.Mentions.Select(mention => mention.Value)],
            content.MentionsEveryone);
        return (document, fold.Edited);
    }

    private static ContentTraits Traits(OpenedContent content)
    {
        var traits = TraitNames.OfText(content.Text);
        if (content.Entities.Any(entity => entity.Style == TextStyle.Link))
            traits |= ContentTraits.Link;
        if (content.ReplyToSequence is not null)
            traits |= ContentTraits.Reply;
        foreach (var attachment in content.Attachments)
            traits |= TraitNames.OfAttachment(attachment.ContentType);
        return traits;
    }
}
