using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Routing;

/// <summary>
/// The conversations that a loop has in memory. Lets a command in when its rows are here; otherwise parks it, and all
/// later ones of that conversation behind it, until they have been read off the loop. Touched by its loop only.
/// </summary>
internal sealed class LoadedConversations(ShardTurn turn, ConversationLoader loader)
{
    private readonly Dictionary<ConversationId, LoadedConversation> _states = [];
    private readonly List<LoadedConversation> _resumable = [];
    private long _lastEviction;

    /// <summary>Conversations whose parked commands can go on in the next turn.</summary>
    public bool HasResumable => _resumable.Count > 0;

    public int Count => _states.Count;

    public IEnumerable<LoadedConversation> All => _states.Values;

    /// <summary>Applies the command now, or parks it.</summary>
    public void Enter(ConversationCommand command)
    {
        var state = StateOf(command.Conversation, command.Shard);
        if (state.Parked is { Count: > 0 } || state.TurnIsOver || !state.Has(command))
        {
            Park(state, command);
        }
        else
        {
            Apply(state, command);
        }
    }

    /// <summary>The state if it is in memory; for what concerns subscribers only.</summary>
    public LoadedConversation? Find(ConversationId conversation) => _states.GetValueOrDefault(conversation);

    /// <summary>Takes rows that were loaded, and lets the parked commands go on.</summary>
    public void Loaded(LoadedConversation state, LoadedRows? rows)
    {
        state.IsLoading = false;
        if (rows is null)
        {
            RefuseParked(state, Code.Internal, "The conversation could not be read.");
            return;
        }

        Merge(state, rows);
        Resume(state);
        if (!state.Exists && state.Tombstone is null && state.IsIdle)
        {
            _states.Remove(state.Id); // Nothing was there, and nothing came of it.
        }
    }

    /// <summary>
    /// At the start of a turn: goes on where the last one stopped. Who came first then comes last, so that nobody uses up
    /// every turn's limits.
    /// </summary>
    public void ResumeAll()
    {
        var resumable = _resumable.ToArray();
        _resumable.Clear();
        for (var i = 1; i <= resumable.Length; i++)
        {
            Resume(resumable[i % resumable.Length]);
        }
    }

    /// <summary>At the end of a turn.</summary>
    public void EndTurn(IReadOnlyList<LoadedConversation> touched)
    {
        foreach (var state in touched)
        {
            if (state.TurnIsOver)
            {
                state.TurnIsOver = false;
                if (state.Parked is { Count: > 0 } && !state.IsLoading)
                {
                    _resumable.Add(state);
                }
            }

            if (state.Members.Count > RoutingLimits.MembersCachedMax || state.Windows.Count > RoutingLimits.WindowsCachedMax)
            {
                state.Members.Clear();
                state.Windows.Clear();
            }

            if (state.SideIfLoaded is { Count: > RoutingLimits.SideRowsCachedMax })
            {
                state.ForgetSide();
            }
        }

        if (_states.Count > RoutingLimits.LoadedConversationsMax
            && turn.Number - _lastEviction > RoutingLimits.EvictionTurns)
        {
            _lastEviction = turn.Number;
            Evict();
        }
    }

    /// <summary>After a failed commit: nobody waits any longer.</summary>
    public void RefuseAll(Code code, string message)
    {
        foreach (var state in _states.Values)
        {
            RefuseParked(state, code, message);
        }
    }

    private LoadedConversation StateOf(ConversationId conversation, byte shard)
    {
        if (!_states.TryGetValue(conversation, out var state))
        {
            state = new LoadedConversation(conversation, shard);
            _states.Add(conversation, state);
        }

        state.LastTurn = turn.Number;
        return state;
    }

    private void Park(LoadedConversation state, ConversationCommand command)
    {
        var parked = state.Parked ??= new Queue<ConversationCommand>();
        if (parked.Count >= RoutingLimits.ParkedCommandsMax && !command.MayAlwaysWait)
        {
            command.Refuse(Code.Busy, "Too much waits for this conversation.");
            return;
        }

        parked.Enqueue(command);
        if (!state.TurnIsOver && !state.IsLoading)
        {
            Load(state);
        }
    }

    /// <summary>Asks for what the parked commands need, all of them at once.</summary>
    private void Load(LoadedConversation state)
    {
        state.IsLoading = true;
        var accounts = new HashSet<AccountId>();
        var devices = new HashSet<DeviceId>();
        foreach (var command in state.Parked!)
        {
            accounts.Add(command.Actor);
            devices.Add(command.Device);
            accounts.UnionWith(command.Subjects);
        }

        accounts.RemoveWhere(account => account.IsNone() || state.Members.ContainsKey(account));
        devices.RemoveWhere(device => device.IsNone() || state.Windows.ContainsKey(device));
        loader.Request(state, [.. accounts], [.. devices]);
    }

    private static void Merge(LoadedConversation state, LoadedRows rows)
    {
        if (!state.IsLoaded)
        {
            state.Record = rows.Record;
            state.Head = rows.Head;
            state.Tombstone = rows.Tombstone;
            state.Key = rows.Key;
            state.MessageTimerSeconds = rows.MessageTimerSeconds;
            state.Group = rows.Group;
            foreach (var account in rows.Blocking)
            {
                state.Withhold(account, isBlocking: true);
            }

            state.IsLoaded = true;
        }

        foreach (var row in rows.Members)
        {
            state.Members.TryAdd(row.Account, new MemberState
            {
                Record = row.Member,
                Cursor = row.Cursor,
                LaidDown = row.LaidDown,
                LastMessageMs = row.LastMessageMs,
            });
        }

        foreach (var (device, row) in rows.Windows)
        {
            var window = new SendWindow(device);
            window.Restore(row.Last, row.Runs.AsSpan());
            state.Windows.TryAdd(device, window);
        }
    }

    private void Resume(LoadedConversation state)
    {
        while (state.Parked is { Count: > 0 } parked && !state.TurnIsOver)
        {
            if (turn.IsFull)
            {
                _resumable.Add(state);
                return;
            }

            if (!state.Has(parked.Peek()))
            {
                Load(state);
                return;
            }

            Apply(state, parked.Dequeue());
        }
    }

    private void Apply(LoadedConversation state, ConversationCommand command)
    {
        try
        {
            command.Apply(turn, state);
        }
        catch (StorageException)
        {
            command.Refuse(Code.Internal, "A record could not be read.");
        }

        if (state.CommandGoesOn)
        {
            state.CommandGoesOn = false;
            state.TurnIsOver = true;
            state.Parked = new Queue<ConversationCommand>([command, .. state.Parked ?? []]);
        }

        if (state.TurnIsOver)
        {
            turn.Touch(state);
        }
    }

    private static void RefuseParked(LoadedConversation state, Code code, string message)
    {
        while (state.Parked is { Count: > 0 } parked)
        {
            parked.Dequeue().Refuse(code, message);
        }
    }

    /// <summary>Forgets conversations without subscribers that were not used lately; rows of the others.</summary>
    private void Evict()
    {
        var recent = turn.Number - RoutingLimits.EvictionTurns;
        foreach (var state in _states.Values)
        {
            if (state.LastTurn >= recent || state.IsLoading || state.Parked is { Count: > 0 } || state.FanOutsWaiting > 0)
            {
                continue;
            }

            if (state.Subscribers.Count == 0 && state.Receipts is null)
            {
                _states.Remove(state.Id);
            }
            else
            {
                state.Unload();
            }
        }
    }
}
