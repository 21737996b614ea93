namespace FastChat.Protocol.Codec;

/// <summary>
/// The ids of one repeated field of an entry (media, mentions), found in the entry's own bytes as they are asked for. Each is
/// as the peer wrote it, of any length: read it with <see cref="Identifiers.MediaId.TryRead"/> and the like.
/// </summary>
public readonly ref struct EntryIdList
{
    private readonly ReadOnlySpan<byte> _entry;
    private readonly byte _tag;

    internal EntryIdList(ReadOnlySpan<byte> entry, byte tag, int count)
    {
        _entry = entry;
        _tag = tag;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    public Enumerator GetEnumerator() => new(Count == 0 ? default : _entry, _tag);

    /// <summary>Walks the entry's fields and stops at each id of the list.</summary>
    public ref struct Enumerator
    {
        private readonly byte _tag;
        private WireReader _reader;

        internal Enumerator(ReadOnlySpan<byte> entry, byte tag)
        {
            _reader = new WireReader(entry);
            _tag = tag;
        }

        /// <summary>The id's bytes.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            while (!_reader.IsAtEnd && _reader.TryReadTag(out var tag))
            {
                if (tag == _tag)
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
