using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using FastChat.Mls.Tree;

namespace FastChat.Mls.Group;

/// <summary>A GroupInfo and the tree that belongs to it, validated as every newcomer must (RFC 9420 section 12.4.3).</summary>
internal sealed class Invitation
{
    /// <summary>Takes the tree from the GroupInfo, or the one given when it has none.</summary>
    public Invitation(GroupInfo info, ReadOnlySpan<byte> ratchetTree, Validation validation)
    {
        Info = info;
        var encoded = Extension.Find(info.Extensions, ExtensionType.RatchetTree);
        if (encoded is null && ratchetTree.IsEmpty)
            throw new MlsException(MlsError.InvalidWelcome, "the ratchet tree is neither in the GroupInfo nor given");
        var tree = TlsReader.Decode<RatchetTree>(encoded ?? ratchetTree);
        State = new PublicState(info.Context, tree, Schedule.TranscriptHash.Interim(info.Context.ConfirmedTranscriptHash, info.ConfirmationTag));
        if (!LeafRules.HasNoDuplicates(info.Extensions) || !LeafRules.HasNoDuplicates(info.Context.Extensions))
            throw new MlsException(MlsError.InvalidWelcome, "an extension is there twice");
        if (info.Context.Epoch >= long.MaxValue)
            throw new MlsException(MlsError.InvalidWelcome, $"no group lives to see epoch {info.Context.Epoch}");
        if (tree.Leaf(info.Signer) is not { } signer)
            throw new MlsException(MlsError.InvalidWelcome, "a GroupInfo is signed by a blank leaf");
        if (!info.Verify(signer.SignatureKey))
            throw new MlsException(MlsError.BadSignature, "the signature of a GroupInfo does not verify");
        TreeRules.Check(tree, info.Context, new LeafRules(State.Suite, info.Context.Extensions, validation));
    }

    public GroupInfo Info { get; }

    public PublicState State { get; }

    /// <summary>The group's HPKE key for external commits.</summary>
    public byte[] ExternalKey()
    {
        var data = Extension.Find(Info.Extensions, ExtensionType.ExternalPub)
            ?? throw new MlsException(MlsError.InvalidWelcome, "the GroupInfo does not allow an external join");
        var reader = new TlsReader(data);
        var key = reader.Bytes();
        reader.End();
        return key;
    }
}
