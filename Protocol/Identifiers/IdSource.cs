using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastChat.Protocol.Identifiers;

/// <summary>The real source: the operating system's random numbers and the given clock.</summary>
public sealed class IdSource(TimeProvider time) : IIdSource
{
    /// <inheritdoc/>
    public T NewId<T>()
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Identifier.Bytes];
        RandomNumberGenerator.Fill(bytes);
        var milliseconds = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        var random = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | 0x7000u | (random & 0x0FFFu));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return T.From(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <inheritdoc/>
    public T NewRandomId<T>()
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Identifier.Bytes];
        RandomNumberGenerator.Fill(bytes);
        return T.From(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <inheritdoc/>
    public ulong NewMessageId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        var id = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return id == 0 ? 1 : id;
    }
}
