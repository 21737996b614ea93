using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastChat.Tests.Recovery.Journals;

/// <summary>Stands for a content in a journal: equal hashes, equal bytes.</summary>
internal static class ContentHash
{
    public static ulong Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
