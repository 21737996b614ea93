using FastChat.Mls.Framing;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Group;

/// <summary>Processes whatever arrives for a group (RFC 9420 sections 6 and 12.4.2). The state changes only when all of a message is valid.</summary>
internal sealed class MessageReceiver(GroupState group)
{
    public MlsReceived Process(ReadOnlySpan<byte> bytes)
    {
        var message = MlsMessage.Decode(bytes);
        if (message.Private is { } sealedMessage)
        {
            RequireGroup(sealedMessage.GroupId);
            return Process(sealedMessage, bytes);
        }

        if (message.Public is not { } open)
            throw new MlsException(MlsError.Unsupported, "neither a PublicMessage nor a PrivateMessage: not for a group that exists");
        RequireGroup(open.Content.GroupId);
        RequireCurrent(open.Content.Epoch);
        if (group.Pending?.Is(bytes) == true)
            return ApplyPending();
        if (open.Content.Sender is { Type: SenderType.Member } sender && sender.Index == group.Epoch.OwnLeaf)
            throw new MlsException(MlsError.OwnMessage, "a handshake comes from this member itself");
        PublicFraming.CheckTag(open, group.Epoch.Secrets.Membership, group.Epoch.State.ContextBytes);
        return Handshake(open.Authenticated, step: null);
    }

    public MlsReceived ApplyPending()
    {
        var pending = group.Pending ?? throw new MlsException(MlsError.WrongState, "no commit is pending");
        var before = group.Epoch.State.Tree;
        var received = new MlsReceived
        {
            Kind = MlsReceivedKind.Commit,
            Epoch = (long)group.Epoch.Number,
            Sender = MemberAt(group.Epoch.State, group.Epoch.OwnLeaf),
            Added = [.. pending.Added.Select(leaf => MemberAt(pending.Next.State, leaf)!)],
            Removed = [.. pending.Removed.Select(leaf => Member(leaf, before.Leaf(leaf)!))],
        };
        group.Advance(pending.Next);
        return received;
    }

    private MlsReceived Process(PrivateMessage message, ReadOnlySpan<byte> bytes)
    {
        var (isData, isCurrent) = (message.ContentType == ContentType.Application, message.Epoch == group.Epoch.Number);
        if (isData && !isCurrent && group.FindPast(message.Epoch) is { } past)
            return Late(message, past);

        // Who was removed still reads what was sent to it before.
        if (!isData || !isCurrent)
            RequireCurrent(message.Epoch);
        if (group.Pending?.Is(bytes) == true)
            return ApplyPending();
        var epoch = group.Epoch;
        var (opened, step) = epoch.Messages.Open(message, leaf => epoch.State.Tree.Leaf(leaf)?.SignatureKey, epoch.OwnLeaf);
        using (step)
        {
            if (message.ContentType != ContentType.Application)
                return Handshake(opened, step);
            step.Accept();
            group.MarkRatchet(epoch.Messages, opened.Content.Sender.Index);
            return Application(opened, MemberAt(epoch.State, opened.Content.Sender.Index)!);
        }
    }

    private MlsReceived Late(PrivateMessage message, PastEpoch past)
    {
        var (opened, step) = past.Messages.Open(message, leaf => past.Leaves.Find(leaf)?.SignatureKey.ToArray(), past.OwnLeaf);
        using (step)
        {
            step.Accept();
            group.MarkRatchet(past.Messages, opened.Content.Sender.Index);
            return Application(opened, new MlsMember((int)opened.Content.Sender.Index, past.Leaves.Find(opened.Content.Sender.Index)!));
        }
    }

    private static MlsReceived Application(AuthenticatedContent message, MlsMember sender) => new()
    {
        Kind = MlsReceivedKind.Application,
        Epoch = (long)message.Content.Epoch,
        Sender = sender,
        Data = message.Content.Application,
        AuthenticatedData = message.Content.AuthenticatedData,
    };

    private MlsReceived Handshake(AuthenticatedContent message, RatchetStep? step)
    {
        if (group.HasEnded)
            throw new MlsException(MlsError.GroupEnded, "the group has ended for this member");
        return message.Content.Commit is not null ? Commit(message, step) : ProposalFrom(message, step);
    }

    /// <summary>Consumes the key of an encrypted handshake that proved valid, while its epoch is still the current one.</summary>
    private void Accept(RatchetStep? step, uint sender)
    {
        if (step is null)
            return;
        step.Accept();
        group.MarkRatchet(group.Epoch.Messages, sender);
    }

    private MlsReceived ProposalFrom(AuthenticatedContent message, RatchetStep? step)
    {
        var (state, sender) = (group.Epoch.State, message.Content.Sender);
        ReceivedProposal.Check(state, message, group.Device.Validation);
        group.Proposals.Add(message);
        group.MarkProposals();
        Accept(step, sender.Index);
        return new MlsReceived
        {
            Kind = MlsReceivedKind.Proposal,
            Epoch = (long)message.Content.Epoch,
            Sender = sender.Type == SenderType.Member ? MemberAt(state, sender.Index) : null,
            AuthenticatedData = message.Content.AuthenticatedData,
        };
    }

    private MlsReceived Commit(AuthenticatedContent message, RatchetStep? step)
    {
        var before = group.Epoch.State;
        var staged = new StagedCommit(before, message, group.Proposals, group.Device.Validation);
        var next = ReceivedCommit.Process(group, staged);
        var isExternal = message.Content.Sender.Type == SenderType.NewMemberCommit;
        Accept(step, message.Content.Sender.Index);
        if (next is not null)
            group.Advance(next);
        if (next is null || staged.Applied.HasReInit)
            group.End();
        return new MlsReceived
        {
            Kind = MlsReceivedKind.Commit,
            Epoch = (long)message.Content.Epoch,
            Sender = isExternal ? MemberAt(staged.Next, staged.Committer) : MemberAt(before, staged.Committer),
            AuthenticatedData = message.Content.AuthenticatedData,
            Added = [.. staged.Applied.NewLeaves.Concat(isExternal ? [staged.Committer] : []).Select(leaf => MemberAt(staged.Next, leaf)!)],
            Removed = [.. staged.Applied.Removed.Select(r => Member(r.Leaf, r.Node))],
            HasEnded = group.HasEnded,
        };
    }

    private static MlsMember Member(uint leaf, LeafNode node) => new((int)leaf, MlsIdentity.Of(node));

    private static MlsMember? MemberAt(PublicState state, uint leaf) => state.Tree.Leaf(leaf) is { } node ? Member(leaf, node) : null;

    private void RequireGroup(byte[] groupId)
    {
        if (!group.Epoch.State.Context.GroupId.AsSpan().SequenceEqual(groupId))
            throw new MlsException(MlsError.WrongGroup, "the message belongs to another group");
    }

    private void RequireCurrent(ulong epoch)
    {
        if (group.HasEnded)
            throw new MlsException(MlsError.GroupEnded, "the group has ended for this member");
        if (epoch > group.Epoch.Number)
            throw new MlsException(MlsError.FutureEpoch, $"the message is of epoch {epoch}, and {group.Epoch.Number} is the current one");
        if (epoch < group.Epoch.Number)
            throw new MlsException(MlsError.PastEpoch, $"the message is of epoch {epoch}, and {group.Epoch.Number} is the current one");
    }
}
