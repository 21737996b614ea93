using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FastChat.Client.LocalState;

/// <summary>
/// Seals what a stolen file must not tell. Value = 0x01 ‖ nonce (12) ‖ AES-256-GCM(plaintext) ‖ tag (16); the associated
/// data is table ‖ row key, so a value moved to another row does not open. Not thread-safe: one per connection.
/// </summary>
internal sealed class ContentSeal : IDisposable
{
    public const int KeyBytes = 32;
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int OverheadBytes = 1 + NonceBytes + TagBytes;
    private readonly AesGcm _cipher;
    private readonly byte[] _onceKey;

    public ContentSeal(ReadOnlySpan<byte> storeKey)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, storeKey, key, [], "fastchat/store/content/1"u8);
        _cipher = new AesGcm(key, TagBytes);
        _onceKey = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, storeKey, _onceKey, [], "fastchat/store/once/1"u8);
        CryptographicOperations.ZeroMemory(key);
    }

    public byte[] Seal(StoreTable table, long high, long low, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> associated = stackalloc byte[17];
        Associate(associated, table, high, low);
        var value = new byte[plaintext.Length + OverheadBytes];
        value[0] = Version;
        var nonce = value.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var body = value.AsSpan(1 + NonceBytes, plaintext.Length);
        _cipher.Encrypt(nonce, plaintext, body, value.AsSpan(value.Length - TagBytes), associated);
        return value;
    }

    /// <summary>Throws <see cref="InvalidDataException"/> if the value was changed, moved, or sealed under another key.</summary>
    public byte[] Open(StoreTable table, long high, long low, ReadOnlySpan<byte> value)
    {
        if (value.Length < OverheadBytes || value[0] != Version)
            throw new InvalidDataException($"A sealed value of table {table} has an unknown form.");
        Span<byte> associated = stackalloc byte[17];
        Associate(associated, table, high, low);
        var plaintext = new byte[value.Length - OverheadBytes];
        try
        {
            var body = value[(1 + NonceBytes)..^TagBytes];
            _cipher.Decrypt(value.Slice(1, NonceBytes), body, value[^TagBytes..], plaintext, associated);
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new InvalidDataException($"A sealed value of table {table} does not open.", mismatch);
        }

        return plaintext;
    }

    /// <summary>Names a Once key without telling it: it may hold an order number or a person's name.</summary>
    public byte[] HashOnce(string once) => HMACSHA256.HashData(_onceKey, Encoding.UTF8.GetBytes(once))[..16];

    public void Dispose()
    {
        _cipher.Dispose();
        CryptographicOperations.ZeroMemory(_onceKey);
    }

    private static void Associate(Span<byte> to, StoreTable table, long high, long low)
    {
        to[0] = (byte)table;
        BinaryPrimitives.WriteInt64BigEndian(to[1..], high);
        BinaryPrimitives.WriteInt64BigEndian(to[9..], low);
    }
}
