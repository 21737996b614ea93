using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Rules;

/// <summary>
/// A member that signs whatever it is told to. Its commits carry a random confirmation tag: a list of proposals that breaks no
/// rule is refused for that tag, and one that breaks a rule for the rule, since rules come first.
/// </summary>
internal static class Rogue
{
    public static byte[] Commit(Party member, params Proposal[] proposals) =>
        Commit(member, null, [.. proposals.Select(p => new ProposalOrRef(p, null))]);

    public static byte[] Commit(Party member, UpdatePath? path, params ProposalOrRef[] proposals) =>
        Send(member, c => c with { Commit = new MlsCommit(proposals, path) }, new byte[Suite.HashBytes]);

    public static byte[] Propose(Party member, Proposal proposal) => Send(member, c => c with { Proposal = proposal }, null);

    /// <summary>A newcomer's commit, signed with the leaf's key.</summary>
    public static byte[] ExternalCommit(PublicState state, Party newcomer, UpdatePath? path, params ProposalOrRef[] proposals)
    {
        var content = new FramedContent(
            state.Context.GroupId, state.Context.Epoch, new Sender(SenderType.NewMemberCommit, 0), [], null, null, new MlsCommit(proposals, path));
        var signature = ContentSignature.Sign(newcomer.Signer, WireFormat.PublicMessage, content, state.ContextBytes);
        return MlsMessage.Encode(new PublicMessage(content, new ContentAuth(signature, new byte[Suite.HashBytes]), null));
    }

    /// <summary>A newcomer's proposal of itself, or of whatever else it is told.</summary>
    public static byte[] ProposeAsNewcomer(PublicState state, MlsSigner signer, Proposal proposal, SenderType type = SenderType.NewMemberProposal)
    {
        var content = new FramedContent(state.Context.GroupId, state.Context.Epoch, new Sender(type, 0), [], null, proposal, null);
        var signature = ContentSignature.Sign(signer, WireFormat.PublicMessage, content, state.ContextBytes);
        return MlsMessage.Encode(new PublicMessage(content, new ContentAuth(signature, null), null));
    }

    /// <summary>An application message as this member could encrypt it, with changes that only a member can make.</summary>
    public static byte[] Encrypt(
        Party member, string text, uint? leaf = null, uint? generation = null, MlsSigner? signer = null, byte? padding = null, ulong? epoch = null)
    {
        var own = member.Group.State.Epoch;
        var keys = own.Messages;
        var content = new FramedContent(
            own.State.Context.GroupId, epoch ?? own.Number, Sender.Member(leaf ?? own.OwnLeaf), [], System.Text.Encoding.UTF8.GetBytes(text), null, null);
        var auth = new ContentAuth(ContentSignature.Sign(signer ?? member.Signer, WireFormat.PrivateMessage, content, own.State.ContextBytes), null);
        using var ratchet = generation is { } number
            ? new HashRatchet(Secret.Random(Suite.HashBytes), number)
            : new HashRatchet(keys.Ratchets.Of(own.OwnLeaf).Application.Secret.Copy(), keys.Ratchets.Of(own.OwnLeaf).Application.Generation);
        if (padding is null)
            return MlsMessage.Encode(PrivateFraming.Seal(keys.Suite, content, auth, ratchet, keys.SenderData, 0));
        return MlsMessage.Encode(SealPadded(content, auth, ratchet, keys, padding.Value));
    }

    private static PrivateMessage SealPadded(FramedContent content, ContentAuth auth, HashRatchet ratchet, MessageKeys keys, byte padding)
    {
        // A confirmation tag stands where the padding does: one byte of length, one of content.
        var tagged = auth with { ConfirmationTag = [padding] };
        return PrivateFraming.Seal(keys.Suite, content, tagged, ratchet, keys.SenderData, 0);
    }

    /// <summary>The path of a genuine commit, for changing.</summary>
    public static UpdatePath PathOf(ReadOnlyMemory<byte> commit) => TlsReader.Decode<MlsMessage>(commit.Span).Public!.Content.Commit!.Path!;

    private static byte[] Send(Party member, Func<FramedContent, FramedContent> fill, byte[]? tag)
    {
        var epoch = member.Group.State.Epoch;
        var context = epoch.State.ContextBytes;
        var content = fill(new FramedContent(epoch.State.Context.GroupId, epoch.Number, Sender.Member(epoch.OwnLeaf), [], null, null, null));
        var auth = new ContentAuth(ContentSignature.Sign(member.Signer, WireFormat.PublicMessage, content, context), tag);
        return MlsMessage.Encode(PublicFraming.Protect(content, auth, epoch.Secrets.Membership, context));
    }
}
