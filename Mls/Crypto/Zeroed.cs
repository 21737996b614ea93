using System.Security.Cryptography;

namespace FastChat.Mls.Crypto;

/// <summary>Zeroes an array at the end of a using.</summary>
internal readonly ref struct Zeroed(byte[] bytes)
{
    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);
}
