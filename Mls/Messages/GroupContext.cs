using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>What all members agree on in an epoch (RFC 9420 section 8.1).</summary>
internal sealed record GroupContext(
    ushort CipherSuite, byte[] GroupId, ulong Epoch, byte[] TreeHash, byte[] ConfirmedTranscriptHash, Extension[] Extensions) : ITlsStruct<GroupContext>
{
    public static GroupContext Read(ref TlsReader reader)
    {
        if (reader.U16() is var version && version != MlsMessage.Mls10)
            throw new MlsException(MlsError.Unsupported, $"protocol version {version}");
        return new(reader.U16(), reader.Bytes(), reader.U64(), reader.Bytes(), reader.Bytes(), reader.List<Extension>());
    }

    public void Write(TlsWriter writer)
    {
        writer.U16(MlsMessage.Mls10);
        writer.U16(CipherSuite);
        writer.Bytes(GroupId);
        writer.U64(Epoch);
        writer.Bytes(TreeHash);
        writer.Bytes(ConfirmedTranscriptHash);
        writer.List(Extensions);
    }
}
