using FastChat.Server.Routing;
using FastChat.Storage.Conversations;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Send windows are not read back: after a restart every device seems new.</summary>
internal sealed class ForgottenWindowsStore(IConversationStore inner) : StoreDecorator(inner)
{
    public override LoadedRows Load(ConversationId conversation, IReadOnlyList<AccountId> accounts, IReadOnlyList<DeviceId> devices) =>
        base.Load(conversation, accounts, devices) with { Windows = [.. devices.Select(d => (d, new SendWindowRecord(0, [])))] };
}
