using System.Security.Cryptography;
using System.Text;

namespace FastChat.Server.Http;

/// <summary>The keys by which the operator's backend shows who it is, as hashes. Several, so that one can be replaced without a gap.</summary>
internal sealed class BackendKeys(IReadOnlyList<string> keys)
{
    private readonly byte[][] _hashes = [.. keys.Select(Hash)];

    /// <summary>Compared with all of them, in constant time.</summary>
    public bool Knows(string presented)
    {
        var hash = Hash(presented);
        var found = false;
        foreach (var known in _hashes) found |= CryptographicOperations.FixedTimeEquals(known, hash);
        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
