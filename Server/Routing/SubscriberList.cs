using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>
/// The online devices that a conversation's events go to. Owned by the conversation's loop. A snapshot taken for a fan-out
/// stays as it is: adding writes behind its end, removing copies.
/// </summary>
internal sealed class SubscriberList
{
    private readonly Dictionary<DeviceLink, int> _places = [];
    private Subscriber[] _items = [];

    public int Count { get; private set; }

    /// <summary>The subscribers as they are now; later changes do not show in it.</summary>
    public ReadOnlyMemory<Subscriber> Snapshot => _items.AsMemory(0, Count);

    public bool Contains(DeviceLink link) => _places.ContainsKey(link);

    public void Add(DeviceLink link)
    {
        if (!_places.TryAdd(link, Count))
        {
            return;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(2, Count * 2));
        }

        _items[Count++] = new Subscriber(link, Watches: false);
    }

    public void SetWatching(DeviceLink link, bool watches)
    {
        if (_places.TryGetValue(link, out var place))
        {
            _items = _items.AsSpan().ToArray();
            _items[place] = new Subscriber(link, watches);
        }
    }

    public void Remove(DeviceLink link)
    {
        if (!_places.Remove(link, out var place))
        {
            return;
        }

        // The last one takes the free place, in a copy: snapshots keep the old array.
        var items = _items.AsSpan(0, Math.Max(2, Count)).ToArray();
        Count--;
        if (place != Count)
        {
            items[place] = items[Count];
            _places[items[place].Link] = place;
        }

        items[Count] = default;
        _items = items;
    }

    public void RemoveAccount(AccountId account)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_items[i].Link.Account == account)
            {
                Remove(_items[i].Link);
            }
        }
    }
}
