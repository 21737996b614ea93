using BenchmarkDotNet.Attributes;
using FastChat.Storage;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;

namespace FastChat.Bench.Micro;

/// <summary>Sealing and opening a stored value: one message, and a block of 64.</summary>
public class SealBenchmarks
{
    private readonly byte[] _key = new byte[Aead.KeyBytes];
    private readonly byte[] _nonce = new byte[Aead.NonceBytes];
    private readonly byte[] _rowKey = new byte[RowKey.PrefixBytes + sizeof(ulong)];
    private byte[] _plain = [];
    private byte[] _sealed = [];

    [Params(200, 12_800)]
    public int PlainBytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _plain = new byte[PlainBytes];
        _sealed = new byte[PlainBytes + SealedValue.OverheadBytes];
        Seal();
        if (!Open())
            throw new StorageException("what was just sealed does not open");
    }

    [Benchmark]
    public void Seal() => SealedValue.Seal(_key, 1, _nonce, Table.Blocks, _rowKey, _plain, _sealed);

    [Benchmark]
    public bool Open() => SealedValue.TryOpen(_key, Table.Blocks, _rowKey, _sealed, _plain);
}
