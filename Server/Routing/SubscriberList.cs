using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>
/// The online devices that a conversation's events go to. Owned by the conversation's loop. A snapshot taken for a fan-out
/// stays as it is: adding writes behind its end, removing copies.
/// </summary>
internal sealed class SubscriberList
{
    /// <summary>Up to so many are searched one by one: most conversations have two or three, and need no index.</summary>
    private const int SearchedMax = 16;

    private Dictionary<DeviceLink, int>? _places;
    private Subscriber[] _items = [];

    public int Count { get; private set; }

    /// <summary>The subscribers as they are now; later changes do not show in it.</summary>
    public ReadOnlyMemory<Subscriber> Snapshot => _items.AsMemory(0, Count);

    public void Add(DeviceLink link, ulong firstVisible)
    {
        if (PlaceOf(link) >= 0)
        {
            return;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(2, Count * 2));
        }

        _items[Count++] = new Subscriber(link, Watches: false, firstVisible);
        if (_places is not null)
        {
            _places.Add(link, Count - 1);
        }
        else if (Count > SearchedMax)
        {
            _places = new Dictionary<DeviceLink, int>(Count * 2);
            for (var i = 0; i < Count; i++)
            {
                _places.Add(_items[i].Link, i);
            }
        }
    }

    public void SetWatching(DeviceLink link, bool watches)
    {
        if (PlaceOf(link) is var place and >= 0)
        {
            _items = _items.AsSpan().ToArray();
            _items[place] = _items[place] with { Watches = watches };
        }
    }

    public void Remove(DeviceLink link)
    {
        var place = PlaceOf(link);
        if (place < 0)
        {
            return;
        }

        // The last one takes the free place, in a copy: snapshots keep the old array.
        var items = _items.AsSpan(0, Math.Max(2, Count)).ToArray();
        Count--;
        items[place] = items[Count];
        items[Count] = default;
        _items = items;
        if (Count <= SearchedMax / 2)
        {
            _places = null;
        }
        else if (_places is not null)
        {
            _places.Remove(link);
            if (place < Count)
            {
                _places[items[place].Link] = place;
            }
        }
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

    /// <summary>-1: it is none.</summary>
    private int PlaceOf(DeviceLink link)
    {
        if (_places is not null)
        {
            return _places.TryGetValue(link, out var place) ? place : -1;
        }

        for (var i = 0; i < Count; i++)
        {
            if (_items[i].Link == link)
            {
                return i;
            }
        }

        return -1;
    }
}
