using System.Buffers.Binary;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Sealing;

/// <summary>
/// value = 0x01 ‖ generation u32 ‖ nonce ‖ ciphertext ‖ tag; associated data = table ‖ RocksDB key, so that a value moved to
/// another place does not open.
/// </summary>
internal static class SealedValue
{
    public const byte Version = 1;
    public const int HeaderBytes = 1 + sizeof(uint) + Aead.NonceBytes;
    public const int OverheadBytes = HeaderBytes + Aead.TagBytes;

    public static void Seal(
        ReadOnlySpan<byte> key, uint generation, ReadOnlySpan<byte> nonce, Table table, ReadOnlySpan<byte> rowKey,
        ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        destination[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], generation);
        nonce.CopyTo(destination[(1 + sizeof(uint))..]);
        Span<byte> associated = stackalloc byte[1 + StorageLimits.KeyBytesMax];
        associated = Associate(associated, table, rowKey);
        Aead.Seal(key, nonce, associated, plaintext, destination[HeaderBytes..]);
    }

    /// <summary>Which key sealed this value; false if it is no sealed value.</summary>
    public static bool TryReadGeneration(ReadOnlySpan<byte> value, out uint generation)
    {
        generation = 0;
        if (value.Length < OverheadBytes || value[0] != Version) return false;
        generation = BinaryPrimitives.ReadUInt32BigEndian(value[1..]);
        return true;
    }

    /// <summary>Opens a value whose form <see cref="TryReadGeneration"/> accepted.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> key, Table table, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Span<byte> associated = stackalloc byte[1 + StorageLimits.KeyBytesMax];
        associated = Associate(associated, table, rowKey);
        var nonce = value.Slice(1 + sizeof(uint), Aead.NonceBytes);
        return Aead.TryOpen(key, nonce, associated, value[HeaderBytes..], destination);
    }

    private static Span<byte> Associate(Span<byte> associated, Table table, ReadOnlySpan<byte> rowKey)
    {
        associated[0] = (byte)table;
        rowKey.CopyTo(associated[1..]);
        return associated[..(1 + rowKey.Length)];
    }
}
