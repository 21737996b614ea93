using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>
/// Who watches whose presence. Changes are gathered for a second and then told in one event per watching connection, so a
/// phone that flickers costs its watchers at most one frame a second. Never stored, except "last seen" when a device goes.
/// </summary>
/// <remarks>Thread-safe: one lock guards both tables and the changes; frames are encoded and enqueued outside of it.</remarks>
internal sealed class PresenceBoard : IDisposable
{
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, HashSet<DeviceLink>> _watchers = [];
    private readonly Dictionary<DeviceLink, AccountId[]> _watched = [];
    private readonly HashSet<AccountId> _changed = [];
    private readonly DeviceDirectory _directory;
    private readonly IPresenceStore _store;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public PresenceBoard(DeviceDirectory directory, IPresenceStore store, TimeProvider time)
    {
        (_directory, _store, _time) = (directory, store, time);
        _timer = time.CreateTimer(static board => ((PresenceBoard)board!).Tell(), this, Period, Period);
    }

    /// <summary>
    /// Replaces the set of accounts that a connection watches by those that its caller may see, and says how they are.
    /// </summary>
    internal PresenceSnapshot Watch(DeviceLink link, IReadOnlyList<AccountId> allowed)
    {
        AccountId[] accounts = [.. allowed.Take(ProtocolLimits.PresenceAccountsMax).Distinct()];
        lock (_lock)
        {
            Remove(link);

            // A connection that has ended is not added again: Closed has been here already, or will be.
            if (accounts.Length > 0 && !link.Outbound.IsClosed)
            {
                _watched.Add(link, accounts);
                foreach (var account in accounts)
                {
                    if (!_watchers.TryGetValue(account, out var links))
                        _watchers.Add(account, links = []);
                    links.Add(link);
                }
            }
        }

        // Read after subscribing, so that a change in between is told twice rather than never.
        return new PresenceSnapshot { Accounts = { accounts.Select(Read) } };
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

    public void Dispose() => _timer.Dispose();

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
                if (!_watchers.TryGetValue(account, out var links))
                    continue;
                var presence = Read(account);
                foreach (var link in links)
                {
                    if (!events.TryGetValue(link, out var told))
                        events.Add(link, told = new PresenceEvent());
                    told.Accounts.Add(presence);
                }
            }

            _changed.Clear();
        }

        foreach (var (link, told) in events)
        {
            var frame = FrameEncoder.Encode(new ServerFrame { Presence = told });
            link.Outbound.TryEnqueueEvent(frame);
            frame.Release();
        }
    }

    private Presence Read(AccountId account)
    {
        var online = _directory.IsOnline(account);
        return new Presence
        {
            Account = account.ToByteString(),
            Online = online,
            LastSeenMs = online ? _time.GetUtcNow().ToUnixTimeMilliseconds() : _store.LastSeenMs(account),
        };
    }

    private void Remove(DeviceLink link)
    {
        if (!_watched.Remove(link, out var accounts))
            return;
        foreach (var account in accounts)
        {
            var links = _watchers[account];
            links.Remove(link);
            if (links.Count == 0)
                _watchers.Remove(account);
        }
    }
}
