using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Media;

/// <inheritdoc cref="IMediaQuotas"/>
internal sealed class MediaQuotas(ChatDatabase database, MediaLedger ledger, RecordWriter writer) : IMediaQuotas
{
    public MediaUsage Read(AccountId account)
    {
        var balance = ledger.Open(account);
        return new MediaUsage(balance.UsedBytes, ledger.ReservedBytes(account), balance.QuotaBytes, balance.OwnQuotaBytes is not null);
    }

    public Task SetAsync(AccountId account, long? quotaBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quotaBytes ?? 0, nameof(quotaBytes));
        return writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "There is no such account.");
            ledger.SetQuota(batch, account, key, quotaBytes);
            return true;
        });
    }
}
