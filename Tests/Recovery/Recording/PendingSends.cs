using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>
/// One device's unacked messages in one conversation, with the numbers and ids that they keep through every retry (C3). Used
/// by the device's loop only.
/// </summary>
internal sealed class PendingSends(int conversation)
{
    /// <summary>Well below the server's limit of 256 unacked sends.</summary>
    public const int CountMax = 64;

    private const int TextCharactersMax = 400;
    private readonly Queue<OutgoingEntry> _entries = new();
    private ulong _firstNumber = 1;
    private ulong _sentUpTo;

    public int Conversation => conversation;

    public bool IsFull => _entries.Count >= CountMax;

    public bool IsEmpty => _entries.Count == 0;

    public bool HasUnsent => _sentUpTo + 1 < _firstNumber + (ulong)_entries.Count;

    public (ulong Number, OutgoingEntry Entry) Compose(Random random)
    {
        var entry = new OutgoingEntry
        {
            Kind = EntryKind.Message,
            MessageId = (ulong)random.NextInt64(1, long.MaxValue),
            Flags = (uint)EntryFlag.CountsAsUnread,
            Content = new MessageContent { Text = new string((char)random.Next('a', 'z' + 1), random.Next(TextCharactersMax)) }.ToByteString(),
        };
        _entries.Enqueue(entry);
        return (_firstNumber + (ulong)_entries.Count - 1, entry);
    }

    /// <summary>The next frame of what has not been sent on this connection.</summary>
    public Send TakeUnsent(ConversationId id, int countMax)
    {
        var first = _sentUpTo + 1;
        var send = new Send { ConversationId = id.ToByteString(), FirstSendNumber = first };
        send.Entries.AddRange(_entries.Skip((int)(first - _firstNumber)).Take(countMax));
        _sentUpTo += (ulong)send.Entries.Count;
        return send;
    }

    /// <summary>A new connection, or a refusal: everything from <paramref name="number"/> on goes out again.</summary>
    public void ResendFrom(ulong number)
    {
        if (number < _firstNumber)
            throw new InvalidDataException($"the server expects number {number}, though it acked {_firstNumber - 1}");
        _sentUpTo = number - 1;
    }

    public void ResendAll() => _sentUpTo = _firstNumber - 1;

    /// <summary>Takes a number off that was acked; null if that was known already.</summary>
    public OutgoingEntry? Acked(ulong number)
    {
        if (number < _firstNumber)
            return null;
        if (number != _firstNumber)
            throw new InvalidDataException($"number {number} was acked before {_firstNumber}");
        _firstNumber++;
        _sentUpTo = Math.Max(_sentUpTo, number);
        return _entries.Dequeue();
    }
}
