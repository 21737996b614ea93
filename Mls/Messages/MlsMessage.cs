using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>The outermost struct of everything that travels (RFC 9420 section 6). Exactly one part is set.</summary>
internal sealed record MlsMessage : ITlsStruct<MlsMessage>
{
    public const ushort Mls10 = 1;

    public PublicMessage? Public { get; private init; }

    public PrivateMessage? Private { get; private init; }

    public MlsWelcome? Welcome { get; private init; }

    public GroupInfo? GroupInfo { get; private init; }

    public KeyPackage? KeyPackage { get; private init; }

    public static byte[] Encode(PublicMessage message) => TlsWriter.Encode(new MlsMessage { Public = message });

    public static byte[] Encode(PrivateMessage message) => TlsWriter.Encode(new MlsMessage { Private = message });

    public static byte[] Encode(MlsWelcome welcome) => TlsWriter.Encode(new MlsMessage { Welcome = welcome });

    public static byte[] Encode(GroupInfo info) => TlsWriter.Encode(new MlsMessage { GroupInfo = info });

    public static byte[] Encode(KeyPackage package) => TlsWriter.Encode(new MlsMessage { KeyPackage = package });

    public static MlsMessage Decode(ReadOnlySpan<byte> bytes) => TlsReader.Decode<MlsMessage>(bytes);

    public static MlsMessage Read(ref TlsReader reader)
    {
        if (reader.U16() is var version && version != Mls10)
            throw new MlsException(MlsError.Unsupported, $"protocol version {version}");
        return (WireFormat)reader.U16() switch
        {
            WireFormat.PublicMessage => new() { Public = PublicMessage.Read(ref reader) },
            WireFormat.PrivateMessage => new() { Private = PrivateMessage.Read(ref reader) },
            WireFormat.MlsWelcome => new() { Welcome = MlsWelcome.Read(ref reader) },
            WireFormat.GroupInfo => new() { GroupInfo = GroupInfo.Read(ref reader) },
            WireFormat.KeyPackage => new() { KeyPackage = KeyPackage.Read(ref reader) },
            var unknown => throw TlsReader.Malformed($"wire format {(ushort)unknown}"),
        };
    }

    public void Write(TlsWriter writer)
    {
        writer.U16(Mls10);
        writer.U16((ushort)(Public is not null ? WireFormat.PublicMessage
            : Private is not null ? WireFormat.PrivateMessage
            : Welcome is not null ? WireFormat.MlsWelcome
            : GroupInfo is not null ? WireFormat.GroupInfo : WireFormat.KeyPackage));
        Public?.Write(writer);
        Private?.Write(writer);
        Welcome?.Write(writer);
        GroupInfo?.Write(writer);
        KeyPackage?.Write(writer);
    }
}
