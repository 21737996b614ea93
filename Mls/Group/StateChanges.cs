using System.Security.Cryptography;
using FastChat.Mls.Codec;

namespace FastChat.Mls.Group;

/// <summary>Which records have changed since the last save. They are encoded when they are saved, not before.</summary>
internal sealed class StateChanges
{
    private readonly SortedDictionary<string, Action<TlsWriter>?> _changed = new(StringComparer.Ordinal);

    public bool IsEmpty => _changed.Count == 0;

    public void Set(string name, Action<TlsWriter> encode) => _changed[name] = encode;

    public void Delete(string name) => _changed[name] = null;

    /// <summary>Hands the changes to the store. If it throws they stay, for the next time.</summary>
    public void SaveTo(IMlsStateStore store, byte[] groupId, ReadOnlyMemory<byte> outgoing)
    {
        var values = new List<byte[]>();
        var changes = new List<MlsStateChange>();
        foreach (var (name, encode) in _changed)
        {
            if (encode is null)
            {
                changes.Add(new MlsStateChange(name, null));
                continue;
            }

            using var writer = new TlsWriter(1024);
            encode(writer);
            values.Add(writer.ToArray());
            changes.Add(new MlsStateChange(name, values[^1]));
        }

        try
        {
            store.Save(groupId, changes, outgoing);
            _changed.Clear();
        }
        finally
        {
            values.ForEach(v => CryptographicOperations.ZeroMemory(v));
        }
    }
}
