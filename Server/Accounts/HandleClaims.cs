using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>
/// Gives names to accounts in durable steps, because a name and its account belong to different shards: reserve it, write the
/// account, confirm it. Whatever is interrupted leaves a reservation that expires. Thread-safe.
/// </summary>
internal sealed class HandleClaims(ChatDatabase database, RecordWriter writer, ServerName server, TimeProvider time)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int LettersOfMade = 10;
    private const int TriesMax = 5;

    /// <summary>Refused if somebody has the name, or is about to.</summary>
    public Task ReserveAsync(HandleKey key, AccountId account) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (key == database.Handles.KeyOf(server.Handle)) throw Taken();
        if (database.Handles.Read(key) is { } row && row.Account != account && database.IsTaken(row, key, now)) throw Taken();
        database.Handles.Put(batch, key, new HandleRecord(account, HandleState.Reserved, now));
        return true;
    });

    /// <summary>Reserves a name that begins so and that nobody has.</summary>
    public async Task<string> ReserveMadeAsync(string prefix, AccountId account)
    {
        for (var tries = 1; ; tries++)
        {
            var handle = prefix + RandomNumberGenerator.GetString(Letters, LettersOfMade);
            try
            {
                await ReserveAsync(database.Handles.KeyOf(handle), account);
                return handle;
            }
            catch (RefusalException refusal) when (refusal.Code == Code.HandleTaken && tries < TriesMax)
            {
                // Ten letters collide once in a lifetime; the next ones do not.
            }
        }
    }

    /// <summary>The name is the account's from here on.</summary>
    public Task ConfirmAsync(HandleKey key, AccountId account) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        // Only if the steps took longer than the reservation holds and somebody else took the name.
        if (database.Handles.Read(key) is not { } row || row.Account != account) throw Taken();
        database.Handles.Put(batch, key, row with { State = HandleState.Confirmed });
        return true;
    });

    /// <summary>Frees the name, if it is this account's.</summary>
    public Task ReleaseAsync(HandleKey key, AccountId account) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        if (database.Handles.Read(key) is { } row && row.Account == account) database.Handles.Delete(batch, key);
        return true;
    });

    private static RefusalException Taken() => new(Code.HandleTaken, "The handle is taken.");
}
