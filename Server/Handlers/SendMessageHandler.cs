using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Handlers;

/// <summary>
/// Takes a `Send` on the connection's read loop: validates each entry, looks up what it refers to, encodes it, and routes
/// all of them as one command. The first entry that is wrong is refused, and with it all that follow.
/// </summary>
internal sealed class SendMessageHandler(ShardRouter router, EntryTargets targets, IMediaReferences media)
{
    /// <summary>False: it refers to something stored, and <paramref name="mayRead"/> is not given; nothing was taken.</summary>
    public bool TryHandle(Caller caller, in ReadOnlySequence<byte> send, bool mayRead)
    {
        if (send.IsSingleSegment)
        {
            return TryHandle(caller, send.FirstSpan, mayRead);
        }

        var length = (int)send.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        send.CopyTo(rented);
        var handled = TryHandle(caller, rented.AsSpan(0, length), mayRead);
        ArrayPool<byte>.Shared.Return(rented);
        return handled;
    }

    private bool TryHandle(Caller caller, ReadOnlySpan<byte> send, bool mayRead)
    {
        var status = SendReader.TryOpen(send, out var reader);
        if (status != SendStatus.Readable || reader.FirstSendNumber == 0)
        {
            // Without a conversation and a number there is nothing to refuse: the peer does not speak the protocol.
            caller.Link.Outbound.Close(Code.CloseProtocolViolation, "Unreadable Send.");
            return true;
        }

        if (reader.HasReferences && !mayRead)
        {
            return false;
        }

        Take(caller, ref reader);
        return true;
    }

    private void Take(Caller caller, ref SendReader reader)
    {
        var conversation = reader.Conversation;
        var first = reader.FirstSendNumber;
        if (caller.Lanes.For(conversation) is not { } lane)
        {
            SendRefusal.SendAll(caller.Link, reader, Code.TooManyInFlight, "Too many conversations have sends under way.");
            return;
        }

        if (lane.Expected != 0 && first > lane.Expected)
        {
            return; // Sent before the refusal was seen; the client sends it again.
        }

        lane.Expected = 0;
        if ((caller.Scopes & ApiScopes.Send) == 0)
        {
            lane.Expected = first;
            SendRefusal.SendAll(caller.Link, reader, Code.ScopeMissing, "The token that this bot signed in with lacks the scope `send`.");
            return;
        }

        if (lane.Unacked + reader.EntryCount > ProtocolLimits.UnackedSendsMax || caller.Lanes.Bytes.IsFull)
        {
            lane.Expected = first;
            SendRefusal.SendAll(caller.Link, reader, Code.TooManyInFlight, "Too many sends are not acked yet.");
            return;
        }

        Route(caller, lane, first, ref reader);
    }

    private void Route(Caller caller, SendLane lane, ulong first, ref SendReader reader)
    {
        var command = SendCommand.Rent(caller.Link, lane, first);
        (ulong MessageId, Code Code, string Message)? refused = null;
        while (true)
        {
            if (reader.TryReadPlain(out var plain))
            {
                command.AddPlain(in plain);
                continue;
            }

            if (!reader.TryRead(out var entry))
            {
                break;
            }

            if (FormRefusal(in entry, out var media) is { } refusal)
            {
                refused = (entry.MessageId, refusal.Code, refusal.Message);
                break;
            }

            if (Objection(caller.Account, command, in entry, media, out var needs) is { } objection)
            {
                command.Object(objection.Code, objection.Message);
            }

            if (entry.Kind is EntryKind.Message or EntryKind.Edit)
            {
                EntryNotes.Add(command, in entry, ref needs);
            }

            command.Add(in entry, needs);
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
            // The lane waits for this number or a lower one; which of them comes next is known to the shard alone.
            lane.Expected = next;
            SendRefusal.Send(caller.Link, lane.Conversation, next, expected: 0, wrong.MessageId, wrong.Code, wrong.Message);
        }
    }

    /// <summary>Why an entry like this is never taken, or null; reads its media ids.</summary>
    private static (Code Code, string Message)? FormRefusal(in EntryFields entry, out IReadOnlyList<MediaId> media)
    {
        media = [];
        if (EntryRules.Refusal(in entry) is { } refusal)
        {
            return refusal;
        }

        foreach (var account in entry.Mentioned)
        {
            if (!AccountId.TryRead(account, out _))
            {
                return (Code.Malformed, "An account id has 16 bytes.");
            }
        }

        if (entry.MediaIds.Count > 0)
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

            media = ids;
        }

        return null;
    }

    /// <summary>
    /// What speaks against what the entry refers to, or null. The shard heeds it only if the entry is new, and checks the
    /// member's rights.
    /// </summary>
    private (Code Code, string Message)? Objection(
        AccountId account,
        SendCommand command,
        in EntryFields entry,
        IReadOnlyList<MediaId> mediaIds,
        out Permission needs)
    {
        needs = EntryRules.Needs(in entry);
        if (entry.TargetSequence != 0
            && targets.Refusal(account, command.Conversation, in entry, ref needs) is { } wrongTarget)
        {
            return wrongTarget;
        }

        if (mediaIds.Count == 0)
        {
            return null;
        }

        if (!media.TryResolve(account, mediaIds, command.Conversation, out var references))
        {
            return (Code.MediaNotFound, "A media id names nothing that you may read.");
        }

        for (var i = 0; i < references.Length; i++)
        {
            command.AddMedia(mediaIds[i], references[i]);
        }

        return null;
    }
}
