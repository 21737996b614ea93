using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Makes a direct conversation, a group or a channel with its first members, in one batch with the members' list rows. Idempotent:
/// if it exists and is the caller's, nothing happens. A deleted direct conversation goes on after its tombstone.
/// </summary>
internal sealed class CreateConversationCommand : ConversationRequest<bool>
{
    private readonly DeviceLink _link;
    private readonly ConversationKind _kind;
    private readonly string _title;
    private readonly IReadOnlyList<AccountId> _members;
    private readonly ulong _messageId;

    /// <param name="conversation">Derived (direct) or made by the client (group).</param>
    /// <param name="link">The creator's device.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="title">Of a group.</param>
    /// <param name="members">All members, the creator first, without duplicates.</param>
    /// <param name="messageId">Of the log's first entry.</param>
    public CreateConversationCommand(
        ConversationId conversation,
        DeviceLink link,
        ConversationKind kind,
        string title,
        IReadOnlyList<AccountId> members,
        ulong messageId)
    {
        Conversation = conversation;
        Actor = link.Account;
        _link = link;
        _kind = kind;
        _title = title;
        _members = members;
        _messageId = messageId;
    }

    public override IReadOnlyList<AccountId> Subjects => _members;

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.Record is { } existing)
        {
            // A repetition of the creator's own; a direct conversation has no other makers than its two members.
            var mine = _kind == ConversationKind.Direct || existing.Creator == Actor;
            if (existing.Kind != _kind || !mine || !state.Allows(Operation.Read, Actor))
            {
                Refuse(Code.AlreadyExists, "This conversation id is in use.");
                return;
            }

            Complete(turn, false);
            return;
        }

        if (_kind != ConversationKind.Direct && state.Tombstone is not null)
        {
            Refuse(Code.AlreadyExists, "A deleted group's id is not used again.");
            return;
        }

        Create(turn, state);
        Complete(turn, true);
    }

    private void Create(ShardTurn turn, LoadedConversation state)
    {
        state.Key = turn.Store.CreateKey(turn.Batch, state.Id);
        Restore(turn, state);
        var direct = _kind == ConversationKind.Direct;
        state.Record = new ConversationRecord(
            _kind,
            Encryption.None,
            _title,
            Actor,
            turn.NowMs,
            MembershipVersion: 1,
            _members.Count,
            direct ? _members[0] : AccountId.None,
            direct ? _members[1] : AccountId.None);
        turn.Store.PutRecord(turn.Batch, state.Id, state.Record, state.Key);
        var created = new ConversationCreated { Kind = _kind, Title = _title, MemberCount = (uint)_members.Count };

        // The readers of a channel are not named to each other.
        var named = _kind == ConversationKind.Channel ? 1 : RoutingLimits.NamedMembersMax;
        created.Members.AddRange(_members.Take(named).Select(member => member.ToByteString()));
        var change = new MembershipChange { MembershipVersion = 1, Created = created };
        var entry = MembershipEntry.Encode(Actor, _link.Device, _messageId, change);
        IReadOnlyList<AccountId> told = direct && turn.Store.HasBlocked(_members[1], Actor) ? [Actor] : _members;
        var sequence = turn.AppendMembership(state, entry, _link.Device, new MembershipEffect(told, AccountId.None));
        if (_kind == ConversationKind.Channel)
        {
            // Who comes to a channel reads what was said in it, unless that is changed.
            state.Group = GroupRecord.None with { History = HistoryVisibility.All };
            turn.Store.Annotations.Groups.Put(turn.Batch, state.Id, state.Group, state.Key);
        }

        foreach (var account in _members)
        {
            var role = direct || account != Actor ? Role.Member : Role.Owner;
            MemberRows.Add(turn, state, account, role, sequence);
        }

        if (told.Count < _members.Count)
        {
            // The other one has blocked the creator: it is a member that sees nothing of this.
            state.Withhold(_members[1], isBlocking: true);
            turn.Store.Annotations.Withheld.Put(
                turn.Batch, state.Id, _members[1], WithheldRecord.None with { IsBlocking = true }, state.Key);
        }
    }

    /// <summary>After a tombstone sequences, ordinals and send numbers go on.</summary>
    private static void Restore(ShardTurn turn, LoadedConversation state)
    {
        state.Head = default;
        if (state.Tombstone is not { } tombstone)
        {
            return;
        }

        state.Head = new HeadRecord(tombstone.Sequence, tombstone.Ordinal, 0, tombstone.LastTimeMs);
        state.Windows.Clear();
        foreach (var (device, last) in tombstone.Sends)
        {
            var window = new SendWindow(device);
            window.Restore(last, []);
            state.Windows[device] = window;
            turn.MarkDirty(state, window);
        }

        state.Tombstone = null;
        turn.Store.DeleteTombstone(turn.Batch, state.Id);
    }
}
