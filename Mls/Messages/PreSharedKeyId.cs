using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>Names a pre-shared key (RFC 9420 section 8.4). For a resumption PSK, <see cref="Id"/> is the group's id.</summary>
internal sealed record PreSharedKeyId(byte Type, byte[] Id, byte Usage, ulong Epoch, byte[] Nonce) : ITlsStruct<PreSharedKeyId>
{
    public const byte External = 1;
    public const byte Resumption = 2;

    /// <summary>The only usage of a resumption PSK that is accepted: reinit (2) and branch (3) belong to operations left out here.</summary>
    public const byte Application = 1;

    public static PreSharedKeyId Read(ref TlsReader reader)
    {
        var type = reader.U8();
        switch (type)
        {
            case External:
                return new(type, reader.Bytes(), 0, 0, reader.Bytes());
            case Resumption:
                var usage = reader.U8();
                if (usage is < 1 or > 3)
                    throw TlsReader.Malformed($"resumption PSK usage {usage}");
                return new(type, reader.Bytes(), usage, reader.U64(), reader.Bytes());
            default:
                throw TlsReader.Malformed($"PSK type {type}");
        }
    }

    public void Write(TlsWriter writer)
    {
        writer.U8(Type);
        if (Type == Resumption)
            writer.U8(Usage);
        writer.Bytes(Id);
        if (Type == Resumption)
            writer.U64(Epoch);
        writer.Bytes(Nonce);
    }
}
