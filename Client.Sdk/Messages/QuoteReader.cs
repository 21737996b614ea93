using FastChat.Client.Accounts;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>
/// Makes the preview of a quoted message from the log: nothing of it is copied into the answer, so that an edit shows and a
/// deletion leaves no trace. Thread-safe: it holds no state of its own.
/// </summary>
internal sealed class QuoteReader(LocalStore store, AccountId me, People people)
{
    private const int TextCharactersMax = 200;

    /// <param name="id">The conversation.</param>
    /// <param name="sequence">The quoted message.</param>
    /// <param name="window">Rows at hand, by sequence.</param>
    public Quote Read(ConversationId id, long sequence, IReadOnlyDictionary<long, WindowRow> window)
    {
        if (!window.TryGetValue(sequence, out var row))
        {
            if (store.ReadEntry(id, sequence) is not { } entry)
                return new Quote(sequence, QuoteState.Missing, null, "", 0);
            row = new WindowRow(entry);
            foreach (var reference in store.ReadReferences(id, sequence, sequence))
                row.Add(reference);
        }

        var fold = new MessageFold(id, me, row.Content);
        foreach (var reference in row.References)
            fold.Apply(reference);
        var sender = people.Find(EntryReader.Sender(row.Entry.Entry));
        return fold.Deleted || row.IsRemoved || row.Entry.Entry.Kind != Wire.EntryKind.Message
            ? new Quote(sequence, QuoteState.Deleted, sender, "", 0)
            : new Quote(sequence, QuoteState.Here, sender, Start(fold.Content.Text), fold.Content.Attachments.Length);
    }

    private static string Start(string text)
    {
        if (text.Length <= TextCharactersMax)
            return text;
        var end = char.IsHighSurrogate(text[TextCharactersMax - 1]) ? TextCharactersMax - 1 : TextCharactersMax;
        return text[..end];
    }
}
