using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// Who watches whose presence. The server keeps one set per connection: the union of all watchers, up to its limit. Any
/// thread; all under the gate.
/// </summary>
internal sealed class PresenceBoard
{
    private readonly Lock _gate = new();
    private readonly List<PresenceWatch> _watches = [];
    private readonly Dictionary<AccountId, Wire.Presence> _last = [];

    /// <summary>The set changed: tell the server.</summary>
    public Internal.WorkSet<bool> Changed { get; } = new();

    public PresenceWatch Add(IReadOnlyCollection<AccountId> accounts)
    {
        var watch = new PresenceWatch(accounts);
        lock (_gate)
        {
            _watches.Add(watch);
            watch.Apply(accounts.Select(account => _last.GetValueOrDefault(account)).OfType<Wire.Presence>());
        }

        Changed.Add(true);
        return watch;
    }

    public void Remove(PresenceWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
            var watched = Union().ToHashSet();
            foreach (var account in _last.Keys.Where(account => !watched.Contains(account)).ToList())
                _last.Remove(account);
        }

        Changed.Add(true);
    }

    /// <summary>
    /// Somebody joined a conversation or left one: the server shows presence only to those who share one, and looks when it is
    /// asked, so it is asked again.
    /// </summary>
    public void MembersChanged()
    {
        if (!IsEmpty)
            Changed.Add(true);
    }

    public Wire.WatchPresence Request()
    {
        var request = new Wire.WatchPresence();
        lock (_gate)
            request.Accounts.AddRange(Union().Take(Wire.ProtocolLimits.PresenceAccountsMax).Select(account => account.ToByteString()));
        return request;
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _watches.Count == 0;
        }
    }

    public void Apply(IEnumerable<Wire.Presence> accounts)
    {
        var list = accounts.ToList();
        lock (_gate)
        {
            var watched = Union().ToHashSet();
            foreach (var presence in list)
            {
                if (AccountId.TryRead(presence.Account.Span, out var account) && watched.Contains(account))
                    _last[account] = presence;
            }

            foreach (var watch in _watches)
                watch.Apply(list);
        }
    }

    private IEnumerable<AccountId> Union() => _watches.SelectMany(watch => watch.Accounts).Distinct();
}
