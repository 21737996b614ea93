using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Lets those in who asked to join, or turns them away; who did not ask is skipped, and so is who was banned since. Who is let in uses
/// the link up that they asked by. One's own request anybody takes back.
/// </summary>
internal sealed class DecideJoinCommand : ConversationRequest<bool>
{
    private readonly DeviceLink _link;
    private readonly ulong _messageId;
    private readonly IReadOnlyList<AccountId> _accounts;
    private readonly bool _accept;
    private readonly int _membersMax;
    private (LoadedConversation State, MembershipEffect Effect)? _unlogged;
    private LoadedConversation? _decided;

    /// <param name="conversation">Where.</param>
    /// <param name="link">Of whom.</param>
    /// <param name="messageId">Of the entry that says so.</param>
    /// <param name="accounts">Who asked.</param>
    /// <param name="accept">False: they are turned away.</param>
    /// <param name="membersMax">Of a group.</param>
    public DecideJoinCommand(
        ConversationId conversation, DeviceLink link, ulong messageId, IReadOnlyList<AccountId> accounts, bool accept, int membersMax)
    {
        Conversation = conversation;
        Actor = link.Account;
        (_link, _messageId, _accounts, _accept, _membersMax) = (link, messageId, accounts, accept, membersMax);
    }

    public override IReadOnlyList<AccountId> Subjects => _accounts;

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        var takesBack = !_accept && _accounts is [var only] && only == Actor && state.Exists;
        if (!takesBack && state.RefusalOf(Operation.AddMembers, Actor, turn.NowMs) is { } refusal)
        {
            Refuse(refusal.Code, refusal.Message);
            return;
        }

        var requests = turn.Store.Annotations.JoinRequests;
        var asked = _accounts.Where(account => requests.Read(state.Id, account) is not null).ToArray();
        var joining = _accept
            ? asked.Where(account => !state.Members[account].IsMember && !state.Members[account].IsBanned(turn.NowMs)).ToArray()
            : [];
        if (state.Record!.Kind == ConversationKind.Group && state.Record.MemberCount + joining.Length > _membersMax)
        {
            Refuse(Code.LimitReached, $"A group holds at most {_membersMax} members.");
            return;
        }

        if (!TryUseInvites(turn, state, joining))
        {
            Refuse(Code.LimitReached, "The link that they asked by has not so many uses left.");
            return;
        }

        foreach (var account in asked)
        {
            requests.Delete(turn.Batch, state.Id, account);
        }

        if (joining.Length > 0)
        {
            Add(turn, state, joining);
        }
        else if (asked.Length > 0)
        {
            turn.Touch(state);
            state.HeadIsDirty = true;
            state.TurnIsOver = true;
        }

        _decided = asked.Length > 0 ? state : null;
        Complete(turn, asked.Length > 0);
    }

    public override void Committed(ShardLoop loop)
    {
        if (_unlogged is { } done)
        {
            loop.Publisher.Unlogged(done.State, done.Effect);
        }

        if (_decided is { } state)
        {
            Publisher.SendChanged(state);
        }

        base.Committed(loop);
    }

    /// <summary>
    /// Counts a use of the links that they asked by; false, and nothing is changed, if one has too few left. One that was revoked since, or has
    /// expired, does not stand in the way: they asked in time.
    /// </summary>
    private static bool TryUseInvites(ShardTurn turn, LoadedConversation state, AccountId[] joining)
    {
        var invites = turn.Store.Annotations.Invites;
        var used = new List<(InviteKey Key, InviteRecord Record)>();
        foreach (var asked in joining.GroupBy(account => turn.Store.Annotations.JoinRequests.Read(state.Id, account)!.Invite))
        {
            if (invites.Read(state.Id, asked.Key) is { } invite)
            {
                var after = invite with { Uses = invite.Uses + (uint)asked.Count() };
                if (invite.UsesMax != 0 && after.Uses > invite.UsesMax)
                {
                    return false;
                }

                used.Add((asked.Key, after));
            }
        }

        foreach (var (key, record) in used)
        {
            invites.Put(turn.Batch, state.Id, key, record, state.Key!);
        }

        return true;
    }

    private void Add(ShardTurn turn, LoadedConversation state, AccountId[] joining)
    {
        var change = new MembershipChange { Added = new MembersAdded() };
        change.Added.Accounts.AddRange(joining.Select(account => account.ToByteString()));
        var written = MembershipWrite.Apply(
            turn, state, Actor, _link.Device, _messageId, change, new MembershipEffect(joining, AccountId.None), joining.Length);
        _unlogged = written.Unlogged is { } unlogged ? (state, unlogged) : null;
        foreach (var account in joining)
        {
            MemberRows.Add(turn, state, account, Role.Member, written.Sequence);
        }
    }
}
