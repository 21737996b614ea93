using FastChat.Server.Handlers;
using FastChat.Storage.Messages;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>A block that begins exactly where a page begins is left out.</summary>
internal sealed class BorderPages(IConversationPages inner) : IConversationPages
{
    public void ReadForward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        inner.ReadForward(conversation, fromSequence, (first, block) => (first == fromSequence && first > 1) || visit(first, block));

    public void ReadBackward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        inner.ReadBackward(conversation, fromSequence, visit);

    public void ReadTargets(ConversationId conversation, ulong firstTarget, ulong lastTarget, ulong afterSequence, TargetVisitor visit) =>
        inner.ReadTargets(conversation, firstTarget, lastTarget, afterSequence, visit);

    public void ReadTargetsBackward(ConversationId conversation, ulong target, ulong beforeSequence, TargetVisitor visit) =>
        inner.ReadTargetsBackward(conversation, target, beforeSequence, visit);
}
