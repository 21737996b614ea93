using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>Which bots an account owns; a bot's tokens, and what its devices may do. Sealed under the key of the account in the row's key.</summary>
public sealed class BotTable
{
    private readonly AccountRows _rows;

    internal BotTable(AccountRows rows) => _rows = rows;

    public IReadOnlyList<AccountId> ReadOwned(AccountId owner) =>
        [.. _rows.ReadAll<OwnedBotRecord>(owner, AccountPart.OwnedBot).OrderBy(row => row.Record.CreatedMs).Select(row => new AccountId(row.Id))];

    public void PutOwned(CommitBatch batch, AccountId owner, AccountId bot, DataKey ownerKey, OwnedBotRecord record) =>
        AccountRows.Put(batch, owner, AccountPart.OwnedBot, bot.Value, ownerKey, record);

    public void DeleteOwned(CommitBatch batch, AccountId owner, AccountId bot) => AccountRows.Delete(batch, owner, AccountPart.OwnedBot, bot.Value);

    public ApiTokenRecord? ReadToken(AccountId bot, ApiTokenId token) =>
        _rows.TryRead<ApiTokenRecord>(bot, AccountPart.ApiToken, token.Value, out var record) ? record : null;

    public IReadOnlyList<(ApiTokenId Token, ApiTokenRecord Record)> ReadTokens(AccountId bot) =>
        [.. _rows.ReadAll<ApiTokenRecord>(bot, AccountPart.ApiToken).Select(row => (new ApiTokenId(row.Id), row.Record))];

    public void PutToken(CommitBatch batch, AccountId bot, ApiTokenId token, DataKey dataKey, ApiTokenRecord record) =>
        AccountRows.Put(batch, bot, AccountPart.ApiToken, token.Value, dataKey, record);

    public void DeleteToken(CommitBatch batch, AccountId bot, ApiTokenId token) =>
        AccountRows.Delete(batch, bot, AccountPart.ApiToken, token.Value);

    /// <summary>Null for the devices of people: nothing restricts them.</summary>
    public DeviceGrantRecord? ReadGrant(AccountId bot, DeviceId device) =>
        _rows.TryRead<DeviceGrantRecord>(bot, AccountPart.DeviceGrant, device.Value, out var record) ? record : null;

    public void PutGrant(CommitBatch batch, AccountId bot, DeviceId device, DataKey dataKey, DeviceGrantRecord record) =>
        AccountRows.Put(batch, bot, AccountPart.DeviceGrant, device.Value, dataKey, record);
}
