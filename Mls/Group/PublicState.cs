using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>An epoch as anybody sees it who follows the commits: members and delivery service alike. Immutable by agreement. RFC 9420, sections 8.1 and 12.4.</summary>
internal sealed class PublicState(GroupContext context, RatchetTree tree, byte[] interimTranscriptHash)
{
    public Suite Suite { get; } = Suite.Of(context.CipherSuite);

    public GroupContext Context { get; } = context;

    /// <summary>The context encoded: part of every signature.</summary>
    public byte[] ContextBytes { get; } = TlsWriter.Encode(context);

    public RatchetTree Tree { get; } = tree;

    public byte[] InterimTranscriptHash { get; } = interimTranscriptHash;

    public void Write(TlsWriter writer)
    {
        Context.Write(writer);
        Tree.Write(writer);
        writer.Bytes(InterimTranscriptHash);
    }

    public static PublicState Read(ref TlsReader reader) => new(GroupContext.Read(ref reader), RatchetTree.Read(ref reader), reader.Bytes());
}
