using System.Runtime.InteropServices;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Commit;

/// <summary>
/// Which shards a turn touched, under which commit numbers, and whose records changed: what the turn's feed row says.
/// Belongs to one loop.
/// </summary>
/// <param name="commitNumbers">The last number of each shard; shared by all loops, each writes only its own shards'.</param>
internal sealed class TouchedShards(long[] commitNumbers)
{
    private readonly bool[] _isTouched = new bool[Identifier.ShardCount];
    private readonly List<byte> _shards = [];
    private readonly HashSet<Change> _seen = [];
    private readonly List<Change> _changes = [];

    public ReadOnlySpan<byte> Shards => CollectionsMarshal.AsSpan(_shards);

    public bool IsEmpty => _shards.Count == 0;

    /// <summary>The turn's commit number of a shard, given out at the first touch.</summary>
    public long Touch(byte shard)
    {
        if (_isTouched[shard]) return commitNumbers[shard];
        _isTouched[shard] = true;
        _shards.Add(shard);
        return ++commitNumbers[shard];
    }

    public void Note(byte shard, UInt128 id, bool isAccount)
    {
        Touch(shard);
        var change = new Change(shard, isAccount, id);
        if (_seen.Add(change)) _changes.Add(change);
    }

    /// <summary>The elements of a <see cref="Feed.FeedRecord"/>, in the order of the shards.</summary>
    public void Write(ref MessagePackWriter writer)
    {
        _shards.Sort();
        _changes.Sort();
        writer.WriteArrayHeader(_shards.Count);
        var next = 0;
        foreach (var shard in _shards)
        {
            writer.WriteArrayHeader(4);
            writer.Write(shard);
            writer.Write(commitNumbers[shard]);
            next = WriteIds(ref writer, next, shard, isAccount: false);
            next = WriteIds(ref writer, next, shard, isAccount: true);
        }
    }

    public void Clear()
    {
        foreach (var shard in _shards) _isTouched[shard] = false;
        _shards.Clear();
        _changes.Clear();
        _seen.Clear();
    }

    private int WriteIds(ref MessagePackWriter writer, int from, byte shard, bool isAccount)
    {
        var to = from;
        while (to < _changes.Count && _changes[to].Shard == shard && _changes[to].IsAccount == isAccount) to++;
        writer.WriteArrayHeader(to - from);
        for (var i = from; i < to; i++) writer.WriteId(new ConversationId(_changes[i].Id));
        return to;
    }

    /// <summary>Ordered by shard, conversations before accounts.</summary>
    private readonly record struct Change(byte Shard, bool IsAccount, UInt128 Id) : IComparable<Change>
    {
        public int CompareTo(Change other)
        {
            var order = Shard.CompareTo(other.Shard);
            if (order == 0) order = IsAccount.CompareTo(other.IsAccount);
            return order == 0 ? Id.CompareTo(other.Id) : order;
        }

        public override int GetHashCode() => (int)(ulong)Id;
    }
}
