using System.Buffers.Binary;

namespace FastChat.Search.Index;

/// <summary>Terms of the texts in the making, each with the places where it stands, as they come. Reusable.</summary>
internal sealed class TermTable
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _byteCount;
    private Term[] _terms = new Term[1_024];
    private int[] _buckets = new int[2_048];
    private int[] _positions = new int[4_096];
    private int[] _next = new int[4_096];
    private int _positionCount;

    /// <summary>How many different terms there are.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, _byteCount, _positionCount) = (0, 0, 0);
    }

    /// <summary>Notes a place; those of a term come in ascending order, the same one once.</summary>
    public void Add(ReadOnlySpan<byte> bytes, int position)
    {
        ref var term = ref FindOrAdd(bytes);
        if (term.Count > 0 && _positions[term.Last] == position) return;
        if (_positionCount == _positions.Length)
        {
            Array.Resize(ref _positions, _positionCount * 2);
            Array.Resize(ref _next, _positionCount * 2);
        }

        var at = _positionCount++;
        _positions[at] = position;
        if (term.Count++ == 0) term.First = at;
        else _next[term.Last] = at;
        term.Last = at;
    }

    /// <summary>Writes all terms in the order of their bytes.</summary>
    public void WriteTo(SegmentWriter writer)
    {
        var order = Sorted();
        var positions = new int[16];
        foreach (var index in order)
        {
            ref var term = ref _terms[index];
            if (positions.Length < term.Count) positions = new int[Math.Max(term.Count, positions.Length * 2)];
            var at = term.First;
            for (var i = 0; i < term.Count; i++)
            {
                positions[i] = _positions[at];
                at = _next[at];
            }

            writer.AddTerm(BytesOf(term), positions.AsSpan(0, term.Count));
        }
    }

    private ref Term FindOrAdd(ReadOnlySpan<byte> bytes)
    {
        // Seeded for each process, so that nobody can choose words that all fall into one bucket.
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        var code = hash.ToHashCode();
        if (Count * 2 >= _buckets.Length) Grow();
        var mask = _buckets.Length - 1;
        var bucket = code & mask;
        for (; _buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            ref var term = ref _terms[_buckets[bucket] - 1];
            if (term.Hash == code && BytesOf(term).SequenceEqual(bytes)) return ref term;
        }

        if (Count == _terms.Length) Array.Resize(ref _terms, Count * 2);
        while (_byteCount + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        bytes.CopyTo(_bytes.AsSpan(_byteCount));
        _terms[Count] = new Term { Hash = code, Start = _byteCount, Length = bytes.Length };
        _byteCount += bytes.Length;
        _buckets[bucket] = ++Count;
        return ref _terms[Count - 1];
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        var mask = _buckets.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var bucket = _terms[i].Hash & mask;
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & mask;
            _buckets[bucket] = i + 1;
        }
    }

    private int[] Sorted()
    {
        var order = new int[Count];
        var heads = new ulong[Count];
        for (var i = 0; i < Count; i++)
        {
            order[i] = i;
            heads[i] = Head(BytesOf(_terms[i]));
        }

        Array.Sort(heads, order);
        // Most terms differ within eight bytes; runs of those that do not are sorted in full.
        for (var from = 0; from < Count;)
        {
            var to = from + 1;
            while (to < Count && heads[to] == heads[from]) to++;
            if (to - from > 1) order.AsSpan(from, to - from).Sort((a, b) => BytesOf(_terms[a]).SequenceCompareTo(BytesOf(_terms[b])));
            from = to;
        }

        return order;
    }

    private ReadOnlySpan<byte> BytesOf(in Term term) => _bytes.AsSpan(term.Start, term.Length);

    private static ulong Head(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong head = 0;
        for (var i = 0; i < bytes.Length; i++) head |= (ulong)bytes[i] << (56 - (8 * i));
        return head;
    }

    private struct Term
    {
        public int Hash;
        public int Start;
        public int Length;
        public int First;
        public int Last;
        public int Count;
    }
}
