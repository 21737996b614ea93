using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;

namespace FastChat.Server.Handlers;

/// <summary>Takes votes in anonymous polls. Others are entries of the log.</summary>
internal sealed class PollHandler(ShardRouter router, EntryTargets targets, ConversationReads reads, IIdSource ids)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, CastVote request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        reads.RequireReadable(caller.Account, conversation);
        if (targets.Find(conversation, request.TargetSequence) is not { Kind: EntryKind.Message } poll
            || !poll.Has(EntryFlag.Anonymous)
            || poll.Has(EntryFlag.Removed))
        {
            throw new RefusalException(Code.TargetNotFound, "target_sequence names no anonymous poll.");
        }

        if (targets.VoteRefusal(conversation, request.TargetSequence, in poll, request.Choices) is { } refusal)
        {
            throw new RefusalException(refusal.Code, refusal.Message);
        }

        var command = new CastVoteCommand(
            conversation, caller.Account, ids.NewMessageId(), request.TargetSequence, (int)poll.PollOptions, request.Choices);
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }
}
