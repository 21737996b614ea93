using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>
/// Keys for programs that administer: `fco1.` ‖ base64url(id ‖ 32 random bytes), presented like an access token. The server keeps
/// their hash alone.
/// </summary>
internal sealed class OperatorKeys(ChatDatabase database, ServerRecords records, IIdSource ids, TimeProvider time)
{
    public const string Prefix = "fco1.";
    private const int SecretBytes = 32;

    public IReadOnlyList<(OperatorKeyId Id, OperatorKeyRecord Record)> ReadAll() =>
        database.Administration.OperatorKeys.ReadAfter(OperatorKeyId.None, AdministrationLimits.OperatorKeysMax);

    /// <summary>The key's text is returned here and never again.</summary>
    public async Task<(OperatorKeyId Id, OperatorKeyRecord Record, string Text)> CreateAsync(string name, long expiresMs)
    {
        var id = ids.NewId<OperatorKeyId>();
        var bytes = new byte[Identifier.Bytes + SecretBytes];
        id.Write(bytes);
        RandomNumberGenerator.Fill(bytes.AsSpan(Identifier.Bytes));
        var text = Prefix + Base64Url.EncodeToString(bytes);
        var record = new OperatorKeyRecord(name, Hash(text), Now(), expiresMs);
        await records.RunAsync(batch =>
        {
            if (ReadAll().Count >= AdministrationLimits.OperatorKeysMax)
                throw new RefusalException(Code.LimitReached, $"At most {AdministrationLimits.OperatorKeysMax} keys.");
            database.Administration.OperatorKeys.Put(batch, id, record);
        });
        return (id, record, text);
    }

    public Task DeleteAsync(OperatorKeyId id) => records.RunAsync(batch =>
    {
        if (database.Administration.OperatorKeys.Read(id) is null) throw new RefusalException(Code.NotFound, "There is no such key.");
        database.Administration.OperatorKeys.Delete(batch, id);
    });

    /// <summary>Whose key this is; none if it is nobody's, or has expired.</summary>
    public OperatorKeyId Find(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.Length != Prefix.Length + Base64Url.GetEncodedLength(Identifier.Bytes + SecretBytes)) return OperatorKeyId.None;
        var bytes = new byte[Identifier.Bytes + SecretBytes];
        if (!Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) || length != bytes.Length) return OperatorKeyId.None;
        Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length), bytes);
        return Identifier.TryRead<OperatorKeyId>(bytes.AsSpan(0, Identifier.Bytes), out var id)
            && database.Administration.OperatorKeys.Read(id) is { } record
            && record.ExpiresMs > Now()
            && CryptographicOperations.FixedTimeEquals(record.Hash, Hash(text))
                ? id
                : OperatorKeyId.None;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
