using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>A typed, opaque addition to a struct (RFC 9420 section 13.4).</summary>
internal sealed record Extension(ushort Type, byte[] Data) : ITlsStruct<Extension>
{
    public static Extension Read(ref TlsReader reader) => new(reader.U16(), reader.Bytes());

    public void Write(TlsWriter writer)
    {
        writer.U16(Type);
        writer.Bytes(Data);
    }

    public static byte[]? Find(IEnumerable<Extension> extensions, ushort type) => extensions.FirstOrDefault(e => e.Type == type)?.Data;
}
