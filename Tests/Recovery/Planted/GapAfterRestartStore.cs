using FastChat.Server.Routing;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>The head is read one too high, so the first block after a restart leaves a gap.</summary>
internal sealed class GapAfterRestartStore(IConversationStore inner) : StoreDecorator(inner)
{
    public override LoadedRows Load(ConversationId conversation, IReadOnlyList<AccountId> accounts, IReadOnlyList<DeviceId> devices)
    {
        var rows = base.Load(conversation, accounts, devices);
        return rows.Head.Sequence == 0 ? rows : rows with { Head = rows.Head with { Sequence = rows.Head.Sequence + 1 } };
    }
}
