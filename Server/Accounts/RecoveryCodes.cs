using System.Security.Cryptography;
using System.Text;

namespace FastChat.Server.Accounts;

/// <summary>
/// Codes for when the authenticator is lost: 80 random bits each, in groups that can be read from paper. Kept as SHA-256, which is
/// enough for so many bits.
/// </summary>
internal static class RecoveryCodes
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Group = 4;
    private const int LetterCount = 16;

    /// <summary>A new set, and what is kept of it.</summary>
    public static (IReadOnlyList<string> Codes, IReadOnlyList<byte[]> Hashes) Make()
    {
        var codes = new List<string>(AccountLimits.RecoveryCodes);
        for (var i = 0; i < AccountLimits.RecoveryCodes; i++)
            codes.Add(string.Join('-', RandomNumberGenerator.GetString(Letters, LetterCount).Chunk(Group).Select(part => new string(part))));
        return (codes, [.. codes.Select(Hash)]);
    }

    /// <summary>Of a code as typed: case, dashes and spaces do not count.</summary>
    public static byte[] Hash(string typed)
    {
        var plain = string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return SHA256.HashData(Encoding.ASCII.GetBytes(plain));
    }

    /// <summary>The place of a code among those that are left; -1: none of them.</summary>
    public static int Find(IReadOnlyList<byte[]> hashes, string typed)
    {
        var hash = Hash(typed);
        var found = -1;
        for (var i = 0; i < hashes.Count; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(hashes[i], hash)) found = i;
        }

        return found;
    }
}
