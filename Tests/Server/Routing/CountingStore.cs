using FastChat.Server.Routing;
using FastChat.Tests.Recovery.Planted;

namespace FastChat.Tests.Server.Routing;

/// <summary>The real store, with a count of the blocks opened for repeated sends.</summary>
internal sealed class CountingStore(IConversationStore inner) : StoreDecorator(inner)
{
    private int _opened;

    public int Opened => Volatile.Read(ref _opened);

    public override int CountHeld(ConversationId conversation, DeviceId device, ReadOnlyMemory<RepeatedEntry> entries, out long timeMs)
    {
        Interlocked.Increment(ref _opened);
        return base.CountHeld(conversation, device, entries, out timeMs);
    }
}
