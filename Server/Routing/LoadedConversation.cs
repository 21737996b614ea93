using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing;

/// <summary>
/// One conversation in memory: what of its rows has been loaded, its online subscribers, and what the current turn has
/// changed. Owned by its shard's loop; no other thread touches it.
/// </summary>
internal sealed class LoadedConversation(ConversationId id, byte shard)
{
    private LoadedSide? _side;
    private AccountId[]? _blocking;

    public ConversationId Id { get; } = id;

    public byte Shard { get; } = shard;

    /// <summary>Record, head, tombstone and key have been read (each may be absent).</summary>
    public bool IsLoaded { get; set; }

    /// <summary>Null: the conversation does not exist (or is deleted, see <see cref="Tombstone"/>).</summary>
    public ConversationRecord? Record { get; set; }

    public HeadRecord Head { get; set; }

    /// <summary>After which messages expire; 0: they do not.</summary>
    public uint MessageTimerSeconds { get; set; }

    /// <summary>What was set beside the title; null: nothing, so that nothing of it has to be asked.</summary>
    public GroupRecord? Group { get; set; }

    public TombstoneRecord? Tombstone { get; set; }

    public DataKey? Key { get; set; }

    public Dictionary<AccountId, MemberState> Members { get; } = [];

    public Dictionary<DeviceId, SendWindow> Windows { get; } = [];

    public SubscriberList Subscribers { get; private set; } = new();

    /// <summary>Commands that wait for a load, or for the end of a turn, see <see cref="TurnIsOver"/>.</summary>
    public Queue<ConversationCommand>? Parked { get; set; }

    public bool IsLoading { get; set; }

    /// <summary>
    /// A membership change was applied in this turn, and what follows sees it only once it is durable; or a command goes on
    /// in the next turn.
    /// </summary>
    public bool TurnIsOver { get; set; }

    /// <summary>The command that ran last has more to do, in the next turn and before all that are parked.</summary>
    public bool CommandGoesOn { get; set; }

    /// <summary>The turn in which it was last used; for eviction.</summary>
    public long LastTurn { get; set; }

    /// <summary>Part of the running turn's list of touched conversations.</summary>
    public bool IsTouched { get; set; }

    public bool HeadIsDirty { get; set; }

    public List<PendingBlock> Blocks { get; } = [];

    /// <summary>What is kept beside the log; made when it is first needed.</summary>
    public LoadedSide Side => _side ??= new LoadedSide(this);

    /// <summary>Null: nothing of it was needed yet.</summary>
    public LoadedSide? SideIfLoaded => _side;

    public List<SendWindow> DirtyWindows { get; } = [];

    public List<(AccountId Account, MemberState Member)> DirtyCursors { get; } = [];

    /// <summary>Large fan-outs of this conversation that are still going out; later ones queue behind them.</summary>
    public int FanOutsWaiting { get; set; }

    /// <summary>Read and delivered marks that go out with the next tick.</summary>
    public Dictionary<AccountId, PendingReceipt>? Receipts { get; set; }

    /// <summary>Nobody waits for it, nobody is subscribed, and no turn holds it.</summary>
    public bool IsIdle =>
        !IsTouched && !IsLoading && Parked is not { Count: > 0 } && Subscribers.Count == 0 && Receipts is null;

    public bool Exists => Record is not null;

    /// <summary>Whether all rows that a command needs are here.</summary>
    public bool Has(ConversationCommand command)
    {
        if (!IsLoaded
            || (!command.Actor.IsNone() && !Members.ContainsKey(command.Actor))
            || (!command.Device.IsNone() && !Windows.ContainsKey(command.Device)))
        {
            return false;
        }

        var subjects = command.Subjects;
        for (var i = 0; i < subjects.Count; i++)
        {
            if (!Members.ContainsKey(subjects[i]))
            {
                return false;
            }
        }

        return true;
    }

    public Role RoleOf(AccountId account) => Members.TryGetValue(account, out var member) ? member.Role : Role.Unspecified;

    /// <summary>What the account may do here by its role and what was laid down about it; a mute is not looked at.</summary>
    public Permission PermissionsOf(AccountId account) =>
        Record is { } record && Members.TryGetValue(account, out var member)
            ? Permissions.Of(record.Kind, member.Role, Group, member.LaidDown)
            : Permission.None;

    /// <summary>Whether the account may do this here, unless it is muted. Who has blocked the other side reads, and may do no more.</summary>
    public bool Allows(Operation operation, AccountId account) =>
        Record is { } record && Permissions.Allows(operation, record.Kind, RoleOf(account), PermissionsOf(account))
        && (_blocking is null || operation is Operation.Read or Operation.Delete || !IsWithheldFrom(account));

    /// <summary>Why the account may not do this here now, or null.</summary>
    public (Code Code, string Message)? RefusalOf(Operation operation, AccountId account, long nowMs)
    {
        if (!Exists || !RoleOf(account).IsMember())
        {
            return (Code.NotFound, "No such conversation, or you are no member.");
        }

        if (!Allows(operation, account))
        {
            return (Code.Forbidden, "You have no permission for this here.");
        }

        return operation is Operation.Send or Operation.React or Operation.Signal && Members[account].IsMuted(nowMs)
            ? (Code.Muted, "You are muted here.")
            : null;
    }

    /// <summary>Whether this member of a direct conversation has blocked the other one: nothing of it goes to its devices.</summary>
    public bool IsWithheldFrom(AccountId account) => _blocking is not null && Array.IndexOf(_blocking, account) >= 0;

    public void Withhold(AccountId account, bool isBlocking)
    {
        var others = (_blocking ?? []).Where(other => other != account);
        _blocking = isBlocking ? [.. others, account] : [.. others];
        if (_blocking.Length == 0)
        {
            _blocking = null;
        }
    }

    /// <summary>Whether the other member of a direct conversation has blocked this one.</summary>
    public bool IsBlocked(AccountId account) => _blocking is not null && Array.Exists(_blocking, other => other != account);

    /// <summary>Events go to a member's device from here on. Whose row is not at hand counts as come just now.</summary>
    public void Subscribe(DeviceLink link) => Subscribers.Add(
        link, Members.TryGetValue(link.Account, out var member) && member.Record is { } row ? row.FirstVisibleSequence : Head.Sequence);

    /// <summary>Hands over all subscribers, to be told that the conversation is gone.</summary>
    public SubscriberList DetachAll()
    {
        var subscribers = Subscribers;
        Subscribers = new SubscriberList();
        return subscribers;
    }

    /// <summary>Between turns, when nothing of it waits to be written.</summary>
    public void ForgetSide() => _side = null;

    /// <summary>Forgets the rows, keeps the subscribers.</summary>
    public void Unload()
    {
        IsLoaded = false;
        Record = null;
        Tombstone = null;
        Key = null;
        Head = default;
        MessageTimerSeconds = 0;
        Group = null;
        _blocking = null;
        _side = null;
        Members.Clear();
        Windows.Clear();
    }
}
