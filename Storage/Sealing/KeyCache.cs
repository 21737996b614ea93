namespace FastChat.Storage.Sealing;

/// <summary>
/// A bounded map from owner to data key that keeps what is used: an entry that was read since the clock hand last passed
/// gets another round. Striped, so that loops and readers seldom meet. Thread-safe.
/// </summary>
internal sealed class KeyCache
{
    private const int StripeCount = 16;

    private readonly Stripe[] _stripes = new Stripe[StripeCount];

    public KeyCache(int capacity)
    {
        var each = Math.Max(1, capacity / StripeCount);
        for (var i = 0; i < StripeCount; i++) _stripes[i] = new Stripe(each);
    }

    public DataKey? Find(KeyOwner owner) => Of(owner).Find(owner);

    /// <summary>Keeps the key unless another thread was first; returns the one that is kept.</summary>
    public DataKey GetOrAdd(DataKey key) => Of(key.Owner).Add(key, replace: false);

    /// <summary>Keeps this key, whatever was there.</summary>
    public void Set(DataKey key) => Of(key.Owner).Add(key, replace: true);

    public void Remove(KeyOwner owner) => Of(owner).Remove(owner);

    private Stripe Of(KeyOwner owner) => _stripes[owner.Shard % StripeCount];

    private sealed class Stripe(int capacity)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<UInt128, int> _slots = new(capacity / 8);
        private readonly List<(DataKey? Key, bool Used)> _entries = [];
        private int _hand;

        public DataKey? Find(KeyOwner owner)
        {
            lock (_lock)
            {
                if (!_slots.TryGetValue(owner.Id, out var slot)) return null;
                var key = _entries[slot].Key;
                _entries[slot] = (key, true);
                return key;
            }
        }

        public DataKey Add(DataKey key, bool replace)
        {
            lock (_lock)
            {
                if (_slots.TryGetValue(key.Owner.Id, out var slot))
                {
                    if (!replace && _entries[slot].Key is { } kept) return kept;
                    _entries[slot] = (key, true);
                    return key;
                }

                slot = FreeSlot();
                _entries[slot] = (key, true);
                _slots[key.Owner.Id] = slot;
                return key;
            }
        }

        public void Remove(KeyOwner owner)
        {
            lock (_lock)
            {
                if (_slots.Remove(owner.Id, out var slot)) _entries[slot] = (null, false);
            }
        }

        private int FreeSlot()
        {
            if (_entries.Count < capacity)
            {
                _entries.Add(default);
                return _entries.Count - 1;
            }

            while (_entries[_hand] is { Key: not null, Used: true } entry)
            {
                _entries[_hand] = (entry.Key, false);
                _hand = (_hand + 1) % _entries.Count;
            }

            var slot = _hand;
            _hand = (_hand + 1) % _entries.Count;
            if (_entries[slot].Key is { } evicted) _slots.Remove(evicted.Owner.Id);
            return slot;
        }
    }
}
