using FastChat.Mls;

namespace FastChat.Tests.Mls.Support;

/// <summary>External pre-shared keys by id.</summary>
internal sealed class TestPreSharedKeys : IMlsPreSharedKeys
{
    private readonly Dictionary<string, byte[]> _keys = [];

    public void Add(byte[] id, byte[] key) => _keys[Convert.ToHexString(id)] = key;

    public byte[]? Find(ReadOnlySpan<byte> id) => _keys.TryGetValue(Convert.ToHexString(id), out var key) ? key.ToArray() : null;
}
