using System.Buffers.Text;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>Makes, lists, revokes and takes invitations. A code is told once and kept as a hash. Thread-safe.</summary>
internal sealed class Invitations(ChatDatabase database, RecordWriter writer, TimeProvider time)
{
    private const string Prefix = "fci1.";
    private const int SecretBytes = 16;

    /// <summary>A new one; its code is not told again.</summary>
    public async Task<(string Code, InvitationKey Key, InvitationRecord Record)> CreateAsync(string note, int usesMax, long seconds)
    {
        note = ProfileText.Require(note, "note", AccountLimits.InvitationNoteBytesMax);
        if (usesMax is < 1 or > AccountLimits.InvitationUsesMax)
            throw new RefusalException(Code.Malformed, $"An invitation is for 1 to {AccountLimits.InvitationUsesMax} accounts.");
        if (seconds < 1 || seconds > AccountLimits.InvitationSecondsMax)
            throw new RefusalException(Code.Malformed, $"An invitation lasts 1 to {AccountLimits.InvitationSecondsMax} seconds.");
        await MakeRoomAsync();

        var code = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = InvitationKey.Of(code);
        var now = time.GetUtcNow();
        var record = new InvitationRecord(note, now.ToUnixTimeMilliseconds(), now.AddSeconds(seconds).ToUnixTimeMilliseconds(), usesMax, 0);
        await WriteAsync(key, _ => record);
        return (code, key, record);
    }

    /// <summary>Those that are kept, the newest first.</summary>
    public IReadOnlyList<(InvitationKey Key, InvitationRecord Record)> ReadAll() =>
        [.. database.Invitations.ReadAll(AccountLimits.InvitationsMax).OrderByDescending(row => row.Record.CreatedMs)];

    public Task RevokeAsync(InvitationKey key) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        if (database.Invitations.Read(key) is null) throw new RefusalException(Code.NotFound, "There is no such invitation.");
        database.Invitations.Delete(batch, key);
        return true;
    });

    /// <summary>Refused if the code gives no right to an account now.</summary>
    public void Require(string? code)
    {
        if (code is null || !IsGood(database.Invitations.Read(InvitationKey.Of(code)))) throw Invalid();
    }

    /// <summary>Uses it once; refused if somebody else was faster.</summary>
    public Task RedeemAsync(string code) => WriteAsync(
        InvitationKey.Of(code), row => IsGood(row) ? row! with { Uses = row!.Uses + 1 } : throw Invalid());

    /// <summary>Takes one use back.</summary>
    public Task GiveBackAsync(string code) => WriteAsync(
        InvitationKey.Of(code), row => row is { Uses: > 0 } ? row with { Uses = row.Uses - 1 } : row);

    private Task<bool> WriteAsync(InvitationKey key, Func<InvitationRecord?, InvitationRecord?> change) =>
        writer.RunAsync(key.Shard(), key.Value, batch =>
        {
            if (change(database.Invitations.Read(key)) is { } changed) database.Invitations.Put(batch, key, changed);
            return true;
        });

    /// <summary>Those that have ended go once there is somebody to see it.</summary>
    private async Task MakeRoomAsync()
    {
        var all = database.Invitations.ReadAll(AccountLimits.InvitationsMax);
        var ended = all.Where(row => row.Record.ExpiresMs <= time.GetUtcNow().ToUnixTimeMilliseconds()).ToList();
        foreach (var (key, _) in ended) await ForgetAsync(key);
        if (all.Count - ended.Count >= AccountLimits.InvitationsMax)
            throw new RefusalException(Code.LimitReached, $"At most {AccountLimits.InvitationsMax} invitations are kept; revoke some.");
    }

    private Task<bool> ForgetAsync(InvitationKey key) => writer.RunAsync(key.Shard(), key.Value, batch =>
    {
        database.Invitations.Delete(batch, key);
        return true;
    });

    private bool IsGood(InvitationRecord? row) =>
        row is not null && row.Uses < row.UsesMax && row.ExpiresMs > time.GetUtcNow().ToUnixTimeMilliseconds();

    private static RefusalException Invalid() => new(Code.InvitationInvalid, "An invitation is needed that is neither expired nor used up.");
}
