using System.Buffers.Binary;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Administration;

/// <summary>What a deletion was asked for: whether the messages go, and which handle is freed. 17 bytes in the job's row.</summary>
internal readonly record struct DeletionArguments(bool RemovesMessages, HandleKey Handle)
{
    private const int Bytes = 17;

    public static DeletionArguments Read(byte[] bytes) => bytes.Length == Bytes
        ? new DeletionArguments(bytes[0] == 1, new HandleKey(BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(1))))
        : throw new InvalidOperationException("The arguments of a deletion have another length.");

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        bytes[0] = RemovesMessages ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(1), Handle.Value);
        return bytes;
    }
}
