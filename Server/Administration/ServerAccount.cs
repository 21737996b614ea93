using System.Buffers.Binary;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Administration;

/// <summary>
/// The account that the server speaks as. Its id is the database's own and never changes; it is made when it is first needed, has no
/// password and no device, and so cannot be signed in to.
/// </summary>
internal sealed class ServerAccount(ChatDatabase database, RecordWriter writer, ServerName name, TimeProvider time)
{
    private const string SecretName = "server-account";

    public async Task<AccountId> EnsureAsync()
    {
        var account = Id();
        if (database.Accounts.Read(account) is { } known && known.DisplayName == name.DisplayName && known.Handle == name.Handle) return account;
        var handle = database.Handles.KeyOf(name.Handle);
        await writer.RunAsync(handle.Shard(), handle.Value, batch =>
        {
            // Registration refuses this handle; who has it from before keeps it, and the server's is shown beside it.
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (database.Handles.Read(handle) is not { } row || !database.IsTaken(row, handle, now))
                database.Handles.Put(batch, handle, new HandleRecord(account, HandleState.Confirmed, now));
            return true;
        });
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = database.Keys.Find(account) ?? database.Keys.Create(batch, account);
            var created = database.Accounts.Read(account)?.CreatedMs ?? time.GetUtcNow().ToUnixTimeMilliseconds();
            database.Accounts.Put(batch, account, key, new AccountRecord(name.Handle, name.DisplayName, "", MediaId.None, created));
            database.Accounts.PutStatus(batch, account, key, new AccountStatusRecord(AccountKind.Bot, 0, AccountId.None));
            batch.NoteAccount(account);
            return true;
        });
        return account;
    }

    /// <summary>Random for each database, in the form of a UUIDv7 from before all others.</summary>
    private AccountId Id()
    {
        var random = BinaryPrimitives.ReadUInt64BigEndian(database.Secret(SecretName));
        return new AccountId(new UInt128(0x0000_0000_0001_7000, 0x8000_0000_0000_0000 | (random >> 2)));
    }
}
