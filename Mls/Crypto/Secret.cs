using System.Security.Cryptography;

namespace FastChat.Mls.Crypto;

/// <summary>
/// Secret bytes that are zeroed when they are consumed (RFC 9420 section 9.2). The array is pinned: the garbage collector
/// would otherwise leave copies behind when it moves it.
/// </summary>
internal sealed class Secret : IDisposable
{
    private readonly byte[] _bytes;

    public Secret(int count) => _bytes = GC.AllocateArray<byte>(count, pinned: true);

    public Secret(ReadOnlySpan<byte> bytes) : this(bytes.Length) => bytes.CopyTo(_bytes);

    public int Length => _bytes.Length;

    public Span<byte> Span => _bytes;

    public bool IsErased { get; private set; }

    public static Secret Random(int count)
    {
        var secret = new Secret(count);
        RandomNumberGenerator.Fill(secret.Span);
        return secret;
    }

    public Secret Copy() => new(_bytes);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        IsErased = true;
    }
}
