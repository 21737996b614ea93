using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Bench.Micro;

/// <summary>The messages that the benchmarks share: 128 bytes, as in `load direct`.</summary>
internal static class MicroMessages
{
    public const int ContentBytes = 128;

    /// <summary>What a sender of `load direct` puts into one frame.</summary>
    public const int SendEntries = 64;

    public static Send Send(ConversationId conversation, int entries, ulong firstNumber = 1)
    {
        var random = new Random(entries);
        var send = new Send { ConversationId = conversation.ToByteString(), FirstSendNumber = firstNumber };
        for (var i = 1; i <= entries; i++)
        {
            var content = new byte[ContentBytes];
            random.NextBytes(content);
            send.Entries.Add(new OutgoingEntry
            {
                Kind = EntryKind.Message,
                MessageId = (ulong)i,
                Flags = (uint)EntryFlag.CountsAsUnread,
                Content = ByteString.CopyFrom(content),
            });
        }
        return send;
    }
}
