using FastChat.Server.Routing;
using FastChat.Storage.Commit;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Whoever left still counts as a member when the log is read.</summary>
internal sealed class KeptMembersStore(IConversationStore inner) : StoreDecorator(inner)
{
    public override void DeleteMember(CommitBatch batch, ConversationId conversation, AccountId account)
    {
        // Left out: the row stays.
    }
}
