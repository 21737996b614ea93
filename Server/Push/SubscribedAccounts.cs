using System.Collections.Concurrent;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Push;

/// <summary>
/// Which accounts may have a push subscription, so that the others cost nothing: read once, added to as they come, never
/// forgotten while the process lives. Beyond the bound every account may have one. Thread-safe.
/// </summary>
internal sealed class SubscribedAccounts
{
    private readonly ConcurrentDictionary<AccountId, bool> _accounts = new();
    private volatile bool _isFull;

    public SubscribedAccounts(ChatDatabase database)
    {
        foreach (var account in database.PushSubscriptions.ReadAccounts(PushLimits.AccountsMax)) Add(account);
    }

    /// <summary>No account has one.</summary>
    public bool IsEmpty => _accounts.IsEmpty;

    public bool MayHave(AccountId account) => _isFull || _accounts.ContainsKey(account);

    /// <summary>All of them, where they are fewer than so many and all known; else null.</summary>
    public IReadOnlyCollection<AccountId>? Fewer(long than)
    {
        if (_isFull || _accounts.Count >= than) return null;
        return [.. _accounts.Keys];
    }

    public void Add(AccountId account)
    {
        if (_accounts.Count < PushLimits.AccountsMax) _accounts.TryAdd(account, true);
        else _isFull = true;
    }
}
