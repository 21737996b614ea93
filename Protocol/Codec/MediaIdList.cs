namespace FastChat.Protocol.Codec;

/// <summary>
/// The media ids of one entry, found in the entry's own bytes as they are asked for. Each is as the peer wrote it, of any
/// length: read it with <see cref="Identifiers.MediaId.TryRead"/>.
/// </summary>
public readonly ref struct MediaIdList
{
    private readonly ReadOnlySpan<byte> _entry;

    internal MediaIdList(ReadOnlySpan<byte> entry, int count)
    {
        _entry = entry;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    public Enumerator GetEnumerator() => new(Count == 0 ? default : _entry);

    /// <summary>Walks the entry's fields and stops at each media id.</summary>
    public ref struct Enumerator
    {
        private WireReader _reader;

        internal Enumerator(ReadOnlySpan<byte> entry) => _reader = new WireReader(entry);

        /// <summary>The id's bytes.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            while (!_reader.IsAtEnd && _reader.TryReadTag(out var tag))
            {
                if (tag == WireTag.EntryMediaId)
                {
                    var read = _reader.TryReadBytes(out var id);
                    Current = id;
                    return read;
                }

                if (!_reader.TrySkip(tag))
                    return false;
            }

            return false;
        }
    }
}
