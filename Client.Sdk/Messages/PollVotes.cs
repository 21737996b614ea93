using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Votes: entries of the log in ordinary polls, a request in anonymous ones.</summary>
internal static class PollVotes
{
    public static async Task CastAsync(
        SignedInClient client, ConversationId id, MessageId message, IEnumerable<int> options, CancellationToken cancellationToken)
    {
        // The outbox first: a message that is acked in between is in one of the two.
        var echo = client.Store.FindOutbox(message);
        var row = client.Store.FindEntry(id, message);
        var (count, flags) = row is not null
            ? (row.Entry.PollOptions, row.Entry.Flags)
            : (echo?.Entry.PollOptions ?? 0, echo?.Entry.Flags ?? 0);
        if (count == 0)
            throw new ChatException(ErrorCode.TargetNotFound, "No such poll is on this device.");
        var choices = Bits(options, (int)count, (flags & (uint)Wire.EntryFlag.Multiple) != 0);
        if ((flags & (uint)Wire.EntryFlag.Anonymous) == 0)
        {
            await new Sender(client, id).ReferAsync(message, Wire.EntryKind.Vote, ByteString.Empty, cancellationToken, choices: choices)
                .ConfigureAwait(false);
            return;
        }

        var sequence = row?.Sequence ?? throw new ChatException(ErrorCode.TargetNotFound, "The poll has not left this device yet.");
        var vote = new Wire.CastVote { ConversationId = id.ToByteString(), TargetSequence = (ulong)sequence, Choices = choices };
        await client.Engine.RequestAsync(new Wire.ClientFrame { CastVote = vote }, cancellationToken).ConfigureAwait(false);
    }

    private static uint Bits(IEnumerable<int> options, int count, bool multiple)
    {
        var chosen = options.Distinct().ToArray();
        if (chosen.Any(option => option < 0 || option >= count) || (!multiple && chosen.Length > 1))
            throw Contents.Invalid("The poll has no such option, or takes one only.");
        return chosen.Aggregate(0u, (bits, option) => bits | (1u << option));
    }
}
