namespace FastChat.Mls.Crypto;

/// <summary>
/// Which X25519 public keys can be encrypted to. HPKE refuses a shared secret of zeros (RFC 9180 section 7.1.4), which the points of small order
/// give with any private key. A tree that has such a key keeps everybody from committing, so no leaf, parent or key package may.
/// </summary>
internal static class EncryptionKeys
{
    /// <summary>All encodings of the points of small order, the unused top bit cleared: 0, 1, two of order 8, p - 1, p and p + 1.</summary>
    private static readonly byte[][] SmallOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800"),
        Convert.FromHexString("5F9C95BCA3508C24B1D0B1559C83EF5B04445CC4581C8E86D8224EDDD09F1157"),
        Convert.FromHexString("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
        Convert.FromHexString("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
        Convert.FromHexString("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
    ];

    public static bool IsUsable(ReadOnlySpan<byte> key)
    {
        if (key.Length != Suite.PublicKeyBytes)
            return false;
        foreach (var weak in SmallOrder)
        {
            if (key[..^1].SequenceEqual(weak.AsSpan()[..^1]) && (key[^1] & 0x7f) == weak[^1])
                return false;
        }

        return true;
    }
}
