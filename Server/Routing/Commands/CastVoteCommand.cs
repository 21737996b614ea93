using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using Google.Protobuf;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// A vote in an anonymous poll: kept beside the log, which gets nothing but the new tally. The poll was looked up beforehand,
/// off the loop.
/// </summary>
internal sealed class CastVoteCommand : ConversationRequest<bool>
{
    private readonly ulong _messageId;
    private readonly ulong _poll;
    private readonly int _options;
    private readonly uint _choices;

    public CastVoteCommand(
        ConversationId conversation, AccountId account, ulong messageId, ulong poll, int options, uint choices)
    {
        Conversation = conversation;
        Actor = account;
        _messageId = messageId;
        _poll = poll;
        _options = options;
        _choices = choices;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.RefusalOf(Operation.React, Actor, turn.NowMs) is { } refusal)
        {
            Refuse(refusal.Code, refusal.Message);
        }
        else if (_poll < state.Members[Actor].Record!.FirstVisibleSequence)
        {
            Refuse(Code.TargetNotFound, "The poll lies before you joined.");
        }
        else if (turn.Store.HasReference(state.Id, _poll, EntryKind.PollClosed))
        {
            Refuse(Code.PollClosed, "The poll is closed.");
        }
        else
        {
            Complete(turn, Count(turn, state));
        }
    }

    private bool Count(ShardTurn turn, LoadedConversation state)
    {
        var votes = turn.Store.Annotations.Votes;
        var before = votes.Read(state.Id, _poll, Actor);
        if (before == _choices)
        {
            return false;
        }

        var tally = (votes.ReadTally(state.Id, _poll) ?? new TallyRecord([.. new ulong[_options]], 0)).Changed(before, _choices);
        votes.Put(turn.Batch, state.Id, _poll, Actor, _choices, state.Key!);
        votes.PutTally(turn.Batch, state.Id, _poll, tally, state.Key!);
        var content = new PollTally { Voters = tally.Voters };
        content.Counts.AddRange(tally.Counts);
        var fields = new EntryFields
        {
            Kind = EntryKind.PollTally,
            MessageId = _messageId,
            TargetSequence = _poll,
            Content = content.ToByteArray(),
        };
        var entry = new byte[EntryWriter.Size(AccountId.None, DeviceId.None, sendNumber: 0, fields)];
        EntryWriter.Write(entry, AccountId.None, DeviceId.None, sendNumber: 0, fields);
        var sequence = turn.Append(state, entry, count: 1, unread: 0, DeviceId.None);
        turn.Store.PutTarget(turn.Batch, state.Id, _poll, sequence, EntryKind.PollTally, state.Key!);

        // What the next vote reads from storage is then current.
        state.TurnIsOver = true;
        return true;
    }
}
