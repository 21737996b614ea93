using System.Collections.Concurrent;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>
/// Which devices are connected. Thread-safe: an account's links are an immutable array that is replaced as a whole, so
/// reading takes no lock and the array can be walked while others come and go.
/// </summary>
internal sealed class DeviceDirectory
{
    private readonly ConcurrentDictionary<AccountId, DeviceLink[]> _links = new();

    /// <summary>
    /// Accounts have just lost a conversation that they shared with others. Raised on a shard's loop, once that is durable.
    /// </summary>
    internal event Action<IReadOnlyList<AccountId>>? Parted;

    internal void Part(IReadOnlyList<AccountId> accounts) => Parted?.Invoke(accounts);

    /// <summary>How many accounts have a connection.</summary>
    internal int AccountCount => _links.Count;

    /// <summary>
    /// Adds a link. An older one of the same device is replaced: it is closed with <see cref="Code.CloseReplaced"/> and
    /// returned.
    /// </summary>
    internal DeviceLink? Register(DeviceLink link)
    {
        DeviceLink? older;
        while (true)
        {
            var links = _links.GetOrAdd(link.Account, static (_, first) => [first], link);
            if (Array.IndexOf(links, link) >= 0)
                return null;
            var place = Array.FindIndex(links, other => other.Device == link.Device);
            older = place < 0 ? null : links[place];
            DeviceLink[] changed = [.. links];
            if (place < 0)
                changed = [.. changed, link];
            else
                changed[place] = link;
            if (_links.TryUpdate(link.Account, changed, links))
                break;
        }

        older?.Outbound.Close(Code.CloseReplaced, "Another connection of this device said Hello.");
        return older;
    }

    /// <summary>Removes this very link; one that was replaced is gone already.</summary>
    internal void Remove(DeviceLink link)
    {
        while (_links.TryGetValue(link.Account, out var links) && Array.IndexOf(links, link) >= 0)
        {
            var removed = links.Length == 1
                ? _links.TryRemove(new KeyValuePair<AccountId, DeviceLink[]>(link.Account, links))
                : _links.TryUpdate(link.Account, Array.FindAll(links, other => other != link), links);
            if (removed)
                return;
        }
    }

    /// <summary>Closes the connection of one device, or of all devices of the account, with <see cref="Code.CloseRevoked"/>.</summary>
    internal void Revoke(AccountId account, DeviceId? device)
    {
        foreach (var link in Find(account))
        {
            if (device is null || link.Device == device)
                link.Outbound.Close(Code.CloseRevoked, "The device was signed out.");
        }
    }

    internal bool IsOnline(AccountId account) => _links.ContainsKey(account);

    /// <summary>The account's live connections, one per device; empty when it is offline.</summary>
    internal IReadOnlyList<DeviceLink> Links(AccountId account) => Find(account);

    /// <summary>The same without the interface's cost, for fan-out.</summary>
    internal ReadOnlySpan<DeviceLink> LinksSpan(AccountId account) => Find(account);

    private DeviceLink[] Find(AccountId account) => _links.TryGetValue(account, out var links) ? links : [];
}
