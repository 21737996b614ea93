using System.Collections.Concurrent;
using FastChat.Server.Delivery;

namespace FastChat.Tests.Server.Transport;

internal sealed class FakePresenceStore : IPresenceStore
{
    private readonly ConcurrentDictionary<AccountId, long> _seen = new();

    public long LastSeenMs(AccountId account) => _seen.GetValueOrDefault(account);

    public void Seen(AccountId account, DeviceId device, long unixMs) => _seen[account] = unixMs;
}
