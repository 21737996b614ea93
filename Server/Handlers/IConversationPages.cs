using FastChat.Protocol.Identifiers;
using FastChat.Storage.Messages;

namespace FastChat.Server.Handlers;

/// <summary>Reads of the log, past the shard: they see durable data only. Visitors get spans that are valid during the call.</summary>
internal interface IConversationPages
{
    /// <summary>Blocks from the one that holds <paramref name="fromSequence"/> on, ascending.</summary>
    void ReadForward(ConversationId conversation, ulong fromSequence, BlockVisitor visit);

    /// <summary>Blocks from the one that holds <paramref name="fromSequence"/> on, descending.</summary>
    void ReadBackward(ConversationId conversation, ulong fromSequence, BlockVisitor visit);

    /// <summary>Entries after <paramref name="afterSequence"/> that refer to one of the given messages.</summary>
    void ReadTargets(
        ConversationId conversation,
        ulong firstTarget,
        ulong lastTarget,
        ulong afterSequence,
        TargetVisitor visit);

    /// <summary>Entries before <paramref name="beforeSequence"/> that refer to one message, the last one first.</summary>
    void ReadTargetsBackward(ConversationId conversation, ulong target, ulong beforeSequence, TargetVisitor visit);
}
