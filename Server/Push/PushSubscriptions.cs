using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Push;
using FastChat.Server.Push.Transports;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Push;
using Google.Protobuf;

namespace FastChat.Server.Push;

/// <summary>Takes and ends subscriptions, on the account's loop. Thread-safe.</summary>
internal sealed class PushSubscriptions(
    ChatDatabase database,
    RecordWriter writer,
    PushTransports transports,
    SubscribedAccounts subscribed,
    VapidKey vapid,
    PushSettings settings,
    PushFeed feed,
    TimeProvider time) : IPushSubscriptions
{
    public PushState Read(AccountId account, DeviceId device) => Answer(database.PushSubscriptions.Read(account, device));

    public async Task<PushState> SetAsync(AccountId account, DeviceId device, SetPush request)
    {
        var record = Record(request);
        if (transports.Find(record.Kind) is not { } transport)
            throw new RefusalException(Code.PushNotConfigured, "This server does not push that way.");
        if (transport.Refusal(record) is { } refusal) throw new RefusalException(refusal.Code, refusal.Message);

        // Before the commit: what is committed is never missed, and one too many does no harm.
        subscribed.Add(account);
        await feed.BeginAsync();
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            // The device may have been signed out while it asked.
            if (database.Keys.Find(account) is not { } key || database.Devices.Read(account, device) is not { Revoked: false })
                throw new RefusalException(Code.TokenInvalid, "The device was signed out.");
            database.PushSubscriptions.Put(batch, account, device, key, record);
            return true;
        });
        return Answer(record);
    }

    public Task ClearAsync(AccountId account, DeviceId device) => EndAsync(account, device, endpoint: null);

    /// <summary>Ends a subscription; with an endpoint given, only if it is still that one.</summary>
    public Task EndAsync(AccountId account, DeviceId device, string? endpoint) => writer.RunAsync(account.Shard(), account.Value, batch =>
    {
        var found = database.PushSubscriptions.Read(account, device);
        if (found is not null && (endpoint is null || endpoint == found.Endpoint)) database.PushSubscriptions.Delete(batch, account, device);
        return true;
    });

    private PushSubscriptionRecord Record(SetPush request)
    {
        var hasKeys = request.PublicKey.Length > 0 || request.AuthSecret.Length > 0;
        if (hasKeys && (request.AuthSecret.Length != PushSeal.AuthSecretBytes || !PushKey.IsPoint(request.PublicKey.Span)))
        {
            throw new RefusalException(
                Code.PushKeysInvalid, $"A P-256 point has {PushSeal.PublicKeyBytes} bytes, its secret {PushSeal.AuthSecretBytes}.");
        }

        if (request.Preview && !hasKeys) throw new RefusalException(Code.PushKeysInvalid, "A preview is sealed: give a key.");
        if (request.Topic.Length > PushLimits.TokenCharsMax || request.Topic.Any(c => c is < '!' or > '~'))
            throw new RefusalException(Code.PushEndpointRefused, "A topic is an app's bundle id.");
        return new PushSubscriptionRecord(
            request.Kind,
            request.Endpoint,
            request.PublicKey.ToByteArray(),
            request.AuthSecret.ToByteArray(),
            request.Topic,
            request.Preview && settings.PreviewsAllowed,
            Withdraw: !request.KeepRead,
            time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private PushState Answer(PushSubscriptionRecord? record)
    {
        var state = new PushState
        {
            VapidPublicKey = ByteString.CopyFrom(vapid.PublicKey),
            PreviewsAllowed = settings.PreviewsAllowed,
        };
        state.Kinds.AddRange(transports.Kinds);
        if (record is null) return state;
        state.Kind = record.Kind;
        state.Endpoint = record.Endpoint;
        state.Preview = record.Preview;
        state.KeepRead = !record.Withdraw;
        state.SinceMs = record.CreatedMs;
        return state;
    }
}
