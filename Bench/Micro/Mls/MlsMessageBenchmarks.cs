using BenchmarkDotNet.Attributes;
using FastChat.Mls;

namespace FastChat.Bench.Micro.Mls;

/// <summary>Encrypting and decrypting an application message of 128 bytes.</summary>
public class MlsMessageBenchmarks
{
    private const int MessageBytes = 128;
    private const int MessagesPerRun = 1_000;
    private readonly byte[] _data = new byte[MessageBytes];
    private readonly byte[][] _messages = new byte[MessagesPerRun][];
    private MlsBenchGroup _group = null!;

    [Params(2, 256)]
    public int Members { get; set; }

    [Params(MlsCipherSuite.X25519Aes128GcmSha256Ed25519, MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519)]
    public MlsCipherSuite Suite { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _group = new MlsBenchGroup(Members, populated: false, Suite);
        Console.WriteLine($"// a message of {MessageBytes} bytes travels as {_group.Creator.Encrypt(_data).Length}");
    }

    [Benchmark]
    public byte[] Encrypt() => _group.Creator.Encrypt(_data);

    [IterationSetup(Target = nameof(Decrypt))]
    public void EncryptAhead()
    {
        // A commit starts the generations again, so that none is too far ahead.
        _group.Other.Process(MlsBenchGroup.Committed(_group.Creator).Commit.Span);
        for (var i = 0; i < _messages.Length; i++)
        {
            _messages[i] = _group.Creator.Encrypt(_data);
        }
    }

    [Benchmark(OperationsPerInvoke = MessagesPerRun)]
    public int Decrypt()
    {
        var total = 0;
        foreach (var message in _messages)
        {
            total += _group.Other.Process(message).Data.Length;
        }

        return total;
    }
}
