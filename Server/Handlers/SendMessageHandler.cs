using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>
/// Takes a `Send` on the connection's read loop: validates each entry, checks what it refers to, encodes it, and routes
/// all of them as one command. The first entry that is wrong is refused, and with it all that follow.
/// </summary>
internal sealed class SendMessageHandler(ShardRouter router, EntryTargets targets, IMediaReferences media)
{
    public void Handle(Caller caller, in ReadOnlySequence<byte> send)
    {
        if (send.IsSingleSegment)
        {
            Handle(caller, send.FirstSpan);
            return;
        }

        var length = (int)send.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        send.CopyTo(rented);
        Handle(caller, rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private void Handle(Caller caller, ReadOnlySpan<byte> send)
    {
        var status = SendReader.TryOpen(send, out var reader);
        if (status != SendStatus.Readable || reader.FirstSendNumber == 0)
        {
            // Without a conversation and a number there is nothing to refuse: the peer does not speak the protocol.
            caller.Link.Outbound.Close(Code.CloseProtocolViolation, "Unreadable Send.");
            return;
        }

        var conversation = reader.Conversation;
        var first = reader.FirstSendNumber;
        if (caller.Lanes.For(conversation) is not { } lane)
        {
            Refuse(caller, conversation, first, 0, Code.TooManyInFlight, "Too many conversations have sends under way.");
            return;
        }

        if (lane.Expected != 0 && first > lane.Expected)
        {
            return; // Sent before the refusal was seen; the client sends it again.
        }

        lane.Expected = 0;
        if (lane.Unacked + reader.EntryCount > ProtocolLimits.UnackedSendsMax || caller.Lanes.Bytes.IsFull)
        {
            lane.Expected = first;
            Refuse(caller, conversation, first, 0, Code.TooManyInFlight, "Too many sends are not acked yet.");
            return;
        }

        Route(caller, lane, first, ref reader);
    }

    private void Route(Caller caller, SendLane lane, ulong first, ref SendReader reader)
    {
        var command = SendCommand.Rent(caller.Link, lane, first);
        (ulong MessageId, Code Code, string Message)? refused = null;
        while (reader.TryRead(out var entry))
        {
            if (Refusal(caller, lane.Conversation, command, in entry, out var needsModerator) is { } refusal)
            {
                refused = (entry.MessageId, refusal.Code, refusal.Message);
                break;
            }

            command.Add(in entry, needsModerator);
        }

        var next = first + (ulong)command.Count;
        if (command.Count == 0)
        {
            command.Finish();
        }
        else
        {
            lane.Routed(command.Count, command.ByteCount);
            if (!router.TryRoute(command))
            {
                lane.Expected = first;
                command.Refuse(Code.Busy, "Too much is waiting; send again shortly.");
                return;
            }
        }

        if (refused is { } wrong)
        {
            lane.Expected = next;
            Refuse(caller, lane.Conversation, next, wrong.MessageId, wrong.Code, wrong.Message);
        }
    }

    /// <summary>Why this entry may not be sent, or null. The member's rights are checked by the shard.</summary>
    private (Code Code, string Message)? Refusal(
        Caller caller,
        ConversationId conversation,
        SendCommand command,
        in EntryFields entry,
        out bool needsModerator)
    {
        needsModerator = false;
        if (EntryRules.Refusal(in entry) is { } refusal)
        {
            return refusal;
        }

        if (entry.TargetSequence != 0
            && targets.Refusal(caller.Account, conversation, in entry, out needsModerator) is { } wrongTarget)
        {
            return wrongTarget;
        }

        return entry.MediaIds.Count == 0 ? null : AddMedia(caller.Account, conversation, command, in entry);
    }

    private (Code Code, string Message)? AddMedia(
        AccountId account,
        ConversationId conversation,
        SendCommand command,
        in EntryFields entry)
    {
        var ids = new List<MediaId>(entry.MediaIds.Count);
        foreach (var bytes in entry.MediaIds)
        {
            if (!MediaId.TryRead(bytes, out var id))
            {
                return (Code.Malformed, "A media id has 16 bytes.");
            }

            ids.Add(id);
        }

        if (!media.TryResolve(account, ids, conversation, out var references))
        {
            return (Code.MediaNotFound, "A media id names nothing that you may read.");
        }

        for (var i = 0; i < references.Length; i++)
        {
            command.AddMedia(ids[i], references[i]);
        }

        return null;
    }

    private static void Refuse(
        Caller caller,
        ConversationId conversation,
        ulong number,
        ulong messageId,
        Code code,
        string message) =>
        SendRefusal.Send(caller.Link, conversation, number, expected: number, messageId, code, message);
}
