using FastChat.Client.Internal;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>One watcher's unread presences: the latest of each account, so a slow reader costs one entry an account.</summary>
internal sealed class PresenceWatch(IReadOnlyCollection<AccountId> accounts)
{
    private readonly Lock _gate = new();
    private readonly WorkSet<bool> _signal = new();
    private Dictionary<AccountId, Wire.Presence> _pending = [];

    public IReadOnlySet<AccountId> Accounts { get; } = accounts.ToHashSet();

    public void Apply(IEnumerable<Wire.Presence> presences)
    {
        var any = false;
        lock (_gate)
        {
            foreach (var presence in presences)
            {
                if (!AccountId.TryRead(presence.Account.Span, out var account) || !Accounts.Contains(account))
                    continue;
                _pending[account] = presence;
                any = true;
            }
        }

        if (any)
            _signal.Add(true);
    }

    public async ValueTask<IReadOnlyList<Wire.Presence>> NextAsync(CancellationToken cancellationToken)
    {
        await _signal.TakeAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var pending = _pending;
            _pending = [];
            return [.. pending.Values];
        }
    }
}
