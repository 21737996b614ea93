using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Accounts;

/// <summary>
/// Keeps "last seen" in the device rows. A storm of disconnects writes one small row each, through the account's loop; what
/// is refused there (busy, stopping) is dropped, since a newer time will come.
/// </summary>
internal sealed partial class LastSeen(ChatDatabase database, RecordWriter writer, ILogger<LastSeen> log) : IPresenceStore
{
    public long LastSeenMs(AccountId account)
    {
        try
        {
            return database.Devices.ReadAll(account).Select(row => row.Record.LastSeenMs).DefaultIfEmpty().Max();
        }
        catch (Exception exception) when (exception is StorageException or ObjectDisposedException)
        {
            return 0; // Unknown. Asked from a timer, which must not fail for a damaged row or a server that stops.
        }
    }

    public void Seen(AccountId account, DeviceId device, long unixMs) => _ = StoreAsync(account, device, unixMs);

    private async Task StoreAsync(AccountId account, DeviceId device, long unixMs)
    {
        try
        {
            await writer.RunAsync(account.Shard(), account.Value, batch =>
            {
                if (database.Keys.Find(account) is { } key && database.Devices.Read(account, device) is { } row && row.LastSeenMs < unixMs)
                    database.Devices.Put(batch, account, device, key, row with { LastSeenMs = unixMs });
                return true;
            });
        }
        catch (RefusalException refusal)
        {
            LogDropped(refusal.Code);
        }
    }

    [LoggerMessage(Diagnostics.EventIds.Accounts, LogLevel.Debug, "A last-seen time was not stored: {Code}")]
    private partial void LogDropped(Protocol.Code code);
}
