using FastChat.Mls.Codec;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Group;

/// <summary>This member's own commit that the delivery service has not decided on yet, with the epoch that it leads to. RFC 9420, section 12.4.</summary>
internal sealed record PendingCommit(MlsEpoch Next, MlsCommitBundle Bundle, uint[] Added, uint[] Removed) : IDisposable
{
    public void Write(TlsWriter writer)
    {
        Next.Messages.Ratchets.Write(writer);
        Next.Write(writer);
        writer.U64((ulong)Bundle.Epoch);
        writer.Bytes(Bundle.Commit.Span);
        writer.U8(Bundle.Welcome is null ? 0 : 1);
        if (Bundle.Welcome is { } welcome)
            writer.Bytes(welcome.Span);
        writer.Bytes(Bundle.GroupInfo.Span);
        writer.U32List(Added);
        writer.U32List(Removed);
    }

    public static PendingCommit Read(ref TlsReader reader)
    {
        var next = MlsEpoch.Read(ref reader, SecretTree.Read(ref reader));
        var bundle = new MlsCommitBundle(
            (long)reader.U64(), reader.Bytes(), reader.Present() ? reader.Bytes() : null, reader.Bytes(), TlsWriter.Encode(next.State.Tree));
        return new PendingCommit(next, bundle, reader.U32List(), reader.U32List());
    }

    public bool Is(ReadOnlySpan<byte> commit) => Bundle.Commit.Span.SequenceEqual(commit);

    public void Dispose() => Next.Dispose();
}
