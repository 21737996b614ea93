using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;
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
