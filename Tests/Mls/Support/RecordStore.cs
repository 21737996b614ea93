using FastChat.Mls;

namespace FastChat.Tests.Mls.Support;

/// <summary>What a disk would hold of one group: a copy of every record. Can be told to fail, before or after it has written.</summary>
internal sealed class RecordStore : IMlsStateStore
{
    private readonly Dictionary<string, byte[]> _records = [];

    public int Saves { get; private set; }

    public bool FailBefore { get; set; }

    public bool FailAfter { get; set; }

    /// <summary>The last message that was about to be sent when the state was stored.</summary>
    public byte[] Outgoing { get; private set; } = [];

    public IReadOnlyDictionary<string, byte[]> Content => _records;

    public IEnumerable<MlsStateChange> Records => _records.Select(r => new MlsStateChange(r.Key, r.Value.ToArray()));

    public void Save(ReadOnlyMemory<byte> groupId, IReadOnlyList<MlsStateChange> changes, ReadOnlyMemory<byte> outgoing)
    {
        if (FailBefore)
            throw new IOException("the power went before the records were written");
        Saves++;
        foreach (var change in changes)
        {
            if (change.Value is { } value)
                _records[change.Name] = value.ToArray();
            else
                _records.Remove(change.Name);
        }

        Outgoing = outgoing.ToArray();
        if (FailAfter)
            throw new IOException("the power went after the records were written");
    }
}
