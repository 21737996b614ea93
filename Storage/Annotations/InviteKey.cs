using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Annotations;

/// <summary>What stands for a link's secret on disk: the first 16 bytes of its SHA-256. A random secret of 128 bits needs no more.</summary>
public readonly record struct InviteKey(UInt128 Value) : IIdentifier<InviteKey>
{
    /// <inheritdoc/>
    public static InviteKey From(UInt128 value) => new(value);

    public static InviteKey Of(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret, hash);
        return new InviteKey(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
