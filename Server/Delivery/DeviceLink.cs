using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>A device's live connection as routing sees it: who it is, and where frames for it go. One per session.</summary>
internal sealed class DeviceLink(AccountId account, DeviceId device, long sessionId, OutboundQueue outbound)
{
    private readonly Lock _gate = new();
    private ReceiptAudience _receipts = ReceiptAudience.Everyone;
    private long _activeMs;

    internal AccountId Account { get; } = account;

    internal DeviceId Device { get; } = device;

    /// <summary>Counts up over the life of the process; tells two connections of one device apart.</summary>
    internal long SessionId { get; } = sessionId;

    internal OutboundQueue Outbound { get; } = outbound;

    /// <summary>To whom the account shows how far it has read. Read by the shards' loops at each receipt.</summary>
    internal ReceiptAudience Receipts => Volatile.Read(ref _receipts);

    /// <summary>Any thread; what is older than what is there changes nothing.</summary>
    internal void ShowReceiptsTo(ReceiptAudience audience)
    {
        lock (_gate)
        {
            if (audience.Version >= _receipts.Version)
                Volatile.Write(ref _receipts, audience);
        }
    }

    /// <summary>
    /// When the person at the device last did something that shows attention (connected, read, typed), in milliseconds since
    /// 1970. Whoever handles a request writes, push reads; a value that is a moment old does no harm.
    /// </summary>
    internal long ActiveMs
    {
        get => Volatile.Read(ref _activeMs);
        set => Volatile.Write(ref _activeMs, value);
    }
}
