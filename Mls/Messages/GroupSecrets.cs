using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>What a Welcome tells one newcomer alone (RFC 9420 section 12.4.3.1).</summary>
internal sealed record GroupSecrets(byte[] JoinerSecret, byte[]? PathSecret, PreSharedKeyId[] PreSharedKeys) : ITlsStruct<GroupSecrets>
{
    public static GroupSecrets Read(ref TlsReader reader) =>
        new(reader.Bytes(), reader.Present() ? reader.Bytes() : null, reader.List<PreSharedKeyId>());

    public void Write(TlsWriter writer)
    {
        writer.Bytes(JoinerSecret);
        writer.U8(PathSecret is null ? 0 : 1);
        if (PathSecret is not null)
            writer.Bytes(PathSecret);
        writer.List(PreSharedKeys);
    }
}
