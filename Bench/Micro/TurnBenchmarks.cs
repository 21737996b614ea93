using BenchmarkDotNet.Attributes;

namespace FastChat.Bench.Micro;

/// <summary>
/// What one shard loop does for a message, from handler to outbound queue: 64 senders hand it 64 messages each, and wait for
/// their acks. Without the disk (what the path itself costs) and with it. Per message.
/// </summary>
public class TurnBenchmarks
{
    private const int Senders = 64;
    private const int Messages = Senders * MicroMessages.SendEntries;
    private MicroPath _path = null!;
    private MicroSender[] _senders = [];

    [Params(false, true)]
    public bool Durable { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _path = new MicroPath(Durable);
        _senders = new MicroSender[Senders];
        for (var i = 0; i < Senders; i++)
            _senders[i] = await _path.SenderAsync(MicroMessages.SendEntries);
    }

    [GlobalCleanup]
    public void CleanUp() => _path.Dispose();

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Turn()
    {
        foreach (var sender in _senders)
            sender.Send(_path.Pipeline);
        var wait = new SpinWait();
        foreach (var sender in _senders)
        {
            while (!sender.IsAcked)
                wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
