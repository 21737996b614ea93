using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>
/// Who watches whose presence. Changes are gathered for a second and then told in one event per watching connection, so a
/// phone that flickers costs its watchers at most one frame a second. Never stored, except "last seen" when a device goes.
/// A watch ends with the last conversation that the two share (A6): from the commit that takes one away it is in doubt, and
/// silent, until it was looked up whether another is left.
/// </summary>
/// <remarks>Thread-safe: one lock guards all tables; rows are read, and frames encoded and enqueued, outside of it.</remarks>
internal sealed class PresenceBoard : IDisposable
{
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, HashSet<PresenceWatch>> _watchers = [];
    private readonly Dictionary<DeviceLink, PresenceWatch[]> _watched = [];
    private readonly HashSet<AccountId> _changed = [];

    /// <summary>Accounts that have lost a conversation, with watches to look up: no more than watch or are watched.</summary>
    private readonly HashSet<AccountId> _parted = [];
    private readonly DeviceDirectory _directory;
    private readonly IPresenceStore _store;
    private readonly IAcquaintances _acquaintances;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _doubts;
    private bool _isLookingUp;

    public PresenceBoard(DeviceDirectory directory, IPresenceStore store, IAcquaintances acquaintances, TimeProvider time)
    {
        (_directory, _store, _acquaintances, _time) = (directory, store, acquaintances, time);
        directory.Parted += Part;
        _timer = time.CreateTimer(static board => ((PresenceBoard)board!).Tell(), this, Period, Period);
    }

    /// <summary>
    /// Replaces the set of accounts that a connection watches, and says how they are. Those that share no conversation with it
    /// read as offline and are not watched.
    /// </summary>
    internal PresenceSnapshot Watch(DeviceLink link, IReadOnlyList<AccountId> accounts)
    {
        PresenceWatch[] watches =
            [.. accounts.Distinct().Take(ProtocolLimits.PresenceAccountsMax).Select(account => new PresenceWatch(link, account))];
        (PresenceWatch, long)[] doubtful;
        lock (_lock)
        {
            Remove(link);

            // A connection that has ended is not added again: Closed has been here already, or will be.
            if (watches.Length > 0 && !link.Outbound.IsClosed)
            {
                _watched.Add(link, watches);
                foreach (var watch in watches)
                {
                    if (!_watchers.TryGetValue(watch.Account, out var others))
                        _watchers.Add(watch.Account, others = []);
                    others.Add(watch);
                }
            }

            doubtful = Doubt(watches);
        }

        // Looked up after subscribing: a conversation that is lost in between puts them in doubt again.
        var seen = LookUp(link.Account, doubtful, out _);
        var snapshot = new PresenceSnapshot();
        foreach (var watch in watches)
        {
            var presence = seen.TryGetValue(watch.Account, out var sight) ? Read(watch.Account, sight) : Unknown(watch.Account);
            if (sight != Sight.All)
                lock (_lock)
                    watch.Told = presence;
            snapshot.Accounts.Add(presence);
        }

        return snapshot;
    }

    /// <summary>The device has just been registered in the directory.</summary>
    internal void Connected(DeviceLink link) => Changed(link.Account);

    /// <summary>The connection has ended and left the directory.</summary>
    internal void Disconnected(DeviceLink link)
    {
        lock (_lock)
            Remove(link);
        _store.Seen(link.Account, link.Device, _time.GetUtcNow().ToUnixTimeMilliseconds());
        Changed(link.Account);
    }

    public void Dispose()
    {
        _directory.Parted -= Part;
        _timer.Dispose();
    }

    /// <summary>On a shard's loop, so it only notes; the look-up is done elsewhere.</summary>
    private void Part(IReadOnlyList<AccountId> accounts)
    {
        lock (_lock)
        {
            foreach (var account in accounts)
            {
                if (Doubt(WatchesOf(account)).Length > 0)
                    _parted.Add(account);
            }

            if (_parted.Count == 0 || _isLookingUp)
                return;
            _isLookingUp = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static board => board.LookUpParted(), this, preferLocal: false);
    }

    private void LookUpParted()
    {
        while (true)
        {
            AccountId account;
            (PresenceWatch, long)[] doubtful;
            lock (_lock)
            {
                _isLookingUp = _parted.Count > 0;
                if (!_isLookingUp)
                    return;
                account = _parted.First();
                _parted.Remove(account);
                doubtful = [.. WatchesOf(account).Where(watch => watch.Doubt != 0).Select(watch => (watch, watch.Doubt))];
            }

            LookUp(account, doubtful, out var ended);
            foreach (var watches in ended.GroupBy(watch => watch.Link))
                Tell(watches.Key, new PresenceEvent { Accounts = { watches.Select(watch => Unknown(watch.Account)) } });
        }
    }

    /// <summary>Ends the watches that nothing is shared in any more, and lets the others speak again.</summary>
    private Dictionary<AccountId, Sight> LookUp(
        AccountId account, (PresenceWatch Watch, long Doubt)[] doubtful, out List<PresenceWatch> ended)
    {
        Dictionary<AccountId, Sight> seen;
        try
        {
            seen = _acquaintances.WhoSees(account, [.. doubtful.Select(pair => pair.Watch.Other(account)).Distinct()]);
        }
        catch (Exception)
        {
            seen = []; // What cannot be read is not shown; storage has logged it.
        }

        ended = [];
        lock (_lock)
        {
            foreach (var (watch, doubt) in doubtful)
            {
                if (!seen.TryGetValue(watch.Other(account), out var sight))
                {
                    if (Remove(watch))
                        ended.Add(watch);
                }
                else if (watch.Doubt == doubt)
                {
                    watch.Doubt = 0;
                    watch.Missed |= watch.Sight != sight && watch.Sight != Sight.None;
                    watch.Sight = sight;
                    if (watch.Missed)
                        _changed.Add(watch.Account);
                    watch.Missed = false;
                }
            }
        }

        return seen;
    }

    private (PresenceWatch Watch, long Doubt)[] Doubt(IEnumerable<PresenceWatch> watches) =>
        [.. watches.Select(watch => (watch, watch.Doubt = ++_doubts))];

    /// <summary>Those of others on an account, and its own.</summary>
    private IEnumerable<PresenceWatch> WatchesOf(AccountId account)
    {
        var own = _directory.Links(account).SelectMany(link => _watched.TryGetValue(link, out var watches) ? watches : []);
        return _watchers.TryGetValue(account, out var others) ? others.Concat(own).Distinct() : own;
    }

    private void Changed(AccountId account)
    {
        lock (_lock)
        {
            if (_watchers.ContainsKey(account))
                _changed.Add(account);
        }
    }

    private void Tell()
    {
        Dictionary<DeviceLink, PresenceEvent> events = [];
        lock (_lock)
        {
            if (_changed.Count == 0)
                return;
            foreach (var account in _changed)
            {
                if (!_watchers.TryGetValue(account, out var watches))
                    continue;
                Presence? whole = null;
                foreach (var watch in watches)
                {
                    watch.Missed |= watch.Doubt != 0;
                    if (watch.Doubt != 0)
                        continue;
                    var presence = watch.Sight == Sight.All ? whole ??= Read(account, Sight.All) : Read(account, watch.Sight);
                    if (watch.Sight != Sight.All && presence.Equals(watch.Told))
                        continue;
                    watch.Told = watch.Sight == Sight.All ? null : presence;
                    if (!events.TryGetValue(watch.Link, out var told))
                        events.Add(watch.Link, told = new PresenceEvent());
                    told.Accounts.Add(presence);
                }
            }

            _changed.Clear();
        }

        foreach (var (link, told) in events)
            Tell(link, told);
    }

    private static void Tell(DeviceLink link, PresenceEvent told)
    {
        var frame = FrameEncoder.Encode(new ServerFrame { Presence = told });
        link.Outbound.TryEnqueueEvent(frame);
        frame.Release();
    }

    /// <summary>Who does not see that the account is online sees when it last was before.</summary>
    private Presence Read(AccountId account, Sight sight)
    {
        var online = (sight & Sight.Online) != 0 && _directory.IsOnline(account);
        return new Presence
        {
            Account = account.ToByteString(),
            Online = online,
            LastSeenMs = (sight & Sight.LastSeen) == 0 ? 0 : online ? _time.GetUtcNow().ToUnixTimeMilliseconds() : _store.LastSeenMs(account),
        };
    }

    private static Presence Unknown(AccountId account) => new() { Account = account.ToByteString() };

    private void Remove(DeviceLink link)
    {
        if (!_watched.TryGetValue(link, out var watches))
            return;
        foreach (var watch in watches)
            Remove(watch);
        _watched.Remove(link);
    }

    /// <summary>False: it is gone already.</summary>
    private bool Remove(PresenceWatch watch)
    {
        if (!_watchers.TryGetValue(watch.Account, out var watches) || !watches.Remove(watch))
            return false;
        if (watches.Count == 0)
            _watchers.Remove(watch.Account);
        return true;
    }
}
