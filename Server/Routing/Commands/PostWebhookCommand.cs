using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Brings a message in through a webhook. Its sender is the webhook's bot, which is no member: who made the webhook is one, and has the right.
/// The webhook's row, compared on the loop, is what speaks for the message.
/// </summary>
internal sealed class PostWebhookCommand : ConversationRequest<bool>
{
    private readonly ulong _webhook;
    private readonly byte[] _hash;
    private readonly SendCommand _send;
    private readonly long _nowMs;
    private readonly AccountId[] _maker;

    /// <param name="conversation">Where.</param>
    /// <param name="webhook">Through which.</param>
    /// <param name="maker">Who made it.</param>
    /// <param name="hash">Of the token that was presented.</param>
    /// <param name="send">The message, encoded.</param>
    /// <param name="nowMs">When.</param>
    public PostWebhookCommand(ConversationId conversation, ulong webhook, AccountId maker, byte[] hash, SendCommand send, long nowMs)
    {
        Conversation = conversation;
        Actor = send.Actor;
        (_webhook, _maker, _hash, _send, _nowMs) = (webhook, [maker], hash, send, nowMs);
    }

    public override IReadOnlyList<AccountId> Subjects => _maker;

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        var webhooks = turn.Store.Annotations.Webhooks;
        if (!state.Exists || webhooks.Read(state.Id, _webhook) is not { } record
            || record.Bot != Actor || !CryptographicOperations.FixedTimeEquals(record.Hash, _hash)
            || !state.Allows(Operation.ChangeRules, _maker[0]))
        {
            Refuse(Code.NotFound, "There is no such webhook.");
            return;
        }

        turn.Batch.Touch(state.Shard);
        webhooks.Put(turn.Batch, state.Id, _webhook, record with { LastUsedMs = _nowMs }, state.Key!);
        turn.Touch(state);
        SendRule.AcceptBrought(turn, state, _send);
        state.TurnIsOver = true;
        Complete(turn, true);
    }
}
