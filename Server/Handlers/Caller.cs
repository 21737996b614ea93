using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Handlers;

/// <summary>
/// One authenticated connection as the handlers see it: who asks, and where the answer goes. Answers may come from any
/// thread; each frees the place that its request took among those in flight.
/// </summary>
internal sealed class Caller(DeviceLink link)
{
    private int _inFlight;

    public AccountId Account => Link.Account;

    public DeviceId Device => Link.Device;

    public DeviceLink Link { get; } = link;

    /// <summary>What this connection may do; people's may do everything. Set before it is served.</summary>
    public ApiScopes Scopes { get; set; } = ApiScopes.All;

    /// <summary>Requests that were begun and not answered yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The conversations that this connection sends to. Only its read loop touches them; who never sends has none.</summary>
    public SendLanes Lanes => field ??= new();

    /// <summary>Takes a place among the requests in flight; false when there is none. The read loop only.</summary>
    public bool TryBegin()
    {
        if (Volatile.Read(ref _inFlight) >= ProtocolLimits.RequestsInFlightMax)
        {
            return false;
        }

        Interlocked.Increment(ref _inFlight);
        return true;
    }

    /// <summary>Answers a request that was begun.</summary>
    public void Respond(uint requestId, ServerFrame frame)
    {
        frame.RequestId = requestId;
        var shared = FrameEncoder.Encode(frame);
        Respond(shared);
    }

    /// <summary>Answers with a frame that holds the request id already, and takes over its reference.</summary>
    public void Respond(SharedFrame frame)
    {
        Link.Outbound.EnqueueResponse(frame);
        frame.Release();
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>Refuses a request that was begun.</summary>
    public void Refuse(uint requestId, Code code, string message, TimeSpan? retryAfter = null) => Respond(
        requestId,
        new ServerFrame
        {
            Error = new Error { Code = code, Message = message, RetryAfterMs = FrameEncoder.RetryAfterMs(retryAfter) },
        });
}
