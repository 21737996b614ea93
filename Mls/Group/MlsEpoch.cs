using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>One member's view of one epoch, secrets included.</summary>
internal sealed class MlsEpoch(PublicState state, TreePrivateKeys keys, EpochSecrets secrets, SecretTree ratchets, byte[] confirmationTag) : IDisposable
{
    public PublicState State => state;

    public ulong Number => state.Context.Epoch;

    public TreePrivateKeys Keys => keys;

    public EpochSecrets Secrets => secrets;

    public byte[] ConfirmationTag => confirmationTag;

    public uint OwnLeaf => keys.LeafIndex;

    public MessageKeys Messages { get; } = new(state.Suite, state.Context.Epoch, state.ContextBytes, secrets.SenderData.Copy(), ratchets);

    /// <summary>
    /// Derives the epoch from its joiner secret, which is consumed. The tag is checked when one is given: that all members have come to the
    /// same state (RFC 9420 section 6.1).
    /// </summary>
    public static MlsEpoch FromJoiner(Secret joiner, Secret psk, GroupContext context, RatchetTree tree, TreePrivateKeys keys, byte[]? expectedTag)
    {
        var secrets = JoinerSecret.Epoch(joiner, psk, TlsWriter.Encode(context), out var encryption);
        joiner.Dispose();
        var tag = secrets.ConfirmationTag(context.ConfirmedTranscriptHash);
        if (expectedTag is not null && !CryptographicOperations.FixedTimeEquals(tag, expectedTag))
        {
            encryption.Dispose();
            secrets.Dispose();
            throw new MlsException(MlsError.BadTag, "a confirmation tag does not verify: the states of the members differ");
        }

        return FromSecrets(secrets, encryption, context, tree, keys, tag);
    }

    public static MlsEpoch FromSecrets(
        EpochSecrets secrets, Secret encryption, GroupContext context, RatchetTree tree, TreePrivateKeys keys, byte[] tag)
    {
        var state = new PublicState(context, tree, TranscriptHash.Interim(context.ConfirmedTranscriptHash, tag));
        return new MlsEpoch(state, keys, secrets, new SecretTree(tree.LeafCount, encryption), tag);
    }

    /// <summary>A GroupInfo of this epoch (RFC 9420 section 12.4.3).</summary>
    public GroupInfo GroupInfo(MlsSigner signer, bool withTree, bool withExternalKey)
    {
        var extensions = new List<Extension>();
        if (withTree)
            extensions.Add(new Extension(ExtensionType.RatchetTree, TlsWriter.Encode(state.Tree)));
        if (withExternalKey)
        {
            using var pair = secrets.ExternalKeyPair();
            using var external = new TlsWriter();
            external.Bytes(pair.PublicKey);
            extensions.Add(new Extension(ExtensionType.ExternalPub, external.ToArray()));
        }

        return new GroupInfo(state.Context, [.. extensions], confirmationTag, OwnLeaf, []).Sign(signer);
    }

    /// <summary>All but the secret tree, which is stored apart since it changes with each message.</summary>
    public void Write(TlsWriter writer)
    {
        state.Write(writer);
        keys.Write(writer);
        secrets.Write(writer);
        writer.Bytes(confirmationTag);
    }

    public static MlsEpoch Read(ref TlsReader reader, SecretTree ratchets) => new(
        PublicState.Read(ref reader), TreePrivateKeys.Read(ref reader), EpochSecrets.Read(ref reader), ratchets, reader.Bytes());

    public void Dispose()
    {
        keys.Dispose();
        secrets.Dispose();
        Messages.Dispose();
    }

    /// <summary>Erases all but what messages need that were sent before this member was removed.</summary>
    public void End()
    {
        keys.Dispose();
        secrets.EraseAllButSenderData();
    }

    /// <summary>Erases all but what late messages need, and gives that.</summary>
    public MessageKeys Retire()
    {
        keys.Dispose();
        secrets.Dispose();
        return Messages;
    }
}
