using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>
/// A `Send` whose entries are reviewed one after the other before they are taken: off the shards' loops, and with the connection's
/// next frame waiting, so that the order of sends stays. The first one that is refused ends it, as any other refusal does.
/// </summary>
internal sealed class SendGate(ISendReview review)
{
    /// <param name="caller">Who sends.</param>
    /// <param name="bytes">The content of the Send.</param>
    /// <param name="take">Takes what was reviewed; also what cannot be read, which it judges.</param>
    public async ValueTask HandleAsync(Caller caller, byte[] bytes, Action<byte[]> take)
    {
        if (Read(bytes) is not { } send || !ConversationId.TryRead(send.ConversationId.Span, out var conversation))
        {
            take(bytes);
            return;
        }

        if (caller.Lanes.For(conversation) is { Expected: > 0 and var expected } && send.FirstSendNumber > expected)
        {
            return; // Sent before a refusal was seen; the client sends it again.
        }

        for (var i = 0; i < send.Entries.Count; i++)
        {
            var entry = send.Entries[i];
            if (await review.ReviewAsync(caller.Account, caller.Device, conversation, entry) is not { } refusal)
            {
                continue;
            }

            Refuse(caller, conversation, send, i, refusal, take);
            return;
        }

        take(bytes);
    }

    private static void Refuse(
        Caller caller, ConversationId conversation, Send send, int index, (Code Code, string Message) refusal, Action<byte[]> take)
    {
        var number = send.FirstSendNumber + (ulong)index;
        if (index > 0)
        {
            var before = new Send { ConversationId = send.ConversationId, FirstSendNumber = send.FirstSendNumber };
            before.Entries.AddRange(send.Entries.Take(index));
            take(before.ToByteArray());
        }

        if (caller.Lanes.For(conversation) is not { } lane)
        {
            if (index == 0)
            {
                take(send.ToByteArray()); // Refuses it for want of a lane.
            }

            return;
        }

        if (index > 0 && lane.Expected != 0)
        {
            return; // One before it was refused.
        }

        // The lane waits for this number or a lower one; which of them comes next is known to the shard alone.
        lane.Expected = number;
        SendRefusal.Send(caller.Link, conversation, number, expected: 0, send.Entries[index].MessageId, refusal.Code, refusal.Message);
    }

    private static Send? Read(byte[] bytes)
    {
        try
        {
            return Send.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
