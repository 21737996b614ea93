using System.Threading.Channels;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>Hands signals to those who read them. Nothing is kept for who does not. Any thread; the lists are guarded by the gate.</summary>
internal sealed class SignalBoard
{
    /// <summary>Signals that wait for a reader; then the oldest go.</summary>
    private const int WaitingMax = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<ConversationId, List<Channel<Signal>>> _readers = [];

    public Channel<Signal> Open(ConversationId id)
    {
        var channel = Channel.CreateBounded<Signal>(new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (!_readers.TryGetValue(id, out var readers))
                _readers.Add(id, readers = []);
            readers.Add(channel);
        }

        return channel;
    }

    public void Close(ConversationId id, Channel<Signal> channel)
    {
        lock (_gate)
        {
            if (_readers.TryGetValue(id, out var readers) && readers.Remove(channel) && readers.Count == 0)
                _readers.Remove(id);
        }
    }

    public void Apply(Wire.SignalEvent signal)
    {
        if (!ConversationId.TryRead(signal.ConversationId.Span, out var id) || !AccountId.TryRead(signal.Account.Span, out var account)
            || !DeviceId.TryRead(signal.Device.Span, out var device))
            return;
        var told = new Signal(account, device, signal.Type, [.. signal.Data.Span]);
        lock (_gate)
        {
            foreach (var channel in _readers.GetValueOrDefault(id) ?? [])
                channel.Writer.TryWrite(told);
        }
    }
}
