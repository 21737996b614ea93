using BenchmarkDotNet.Attributes;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Bench.Micro;

/// <summary>Reading a `Send`: by hand, as the server does, and by the generated parser.</summary>
public class SendCodecBenchmarks
{
    private byte[] _send = [];

    [Params(1, MicroMessages.SendEntries)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void SetUp() => _send = MicroMessages.Send(new ConversationId(1), Entries).ToByteArray();

    [Benchmark(Baseline = true)]
    public int GoogleProtobuf()
    {
        var send = Send.Parser.ParseFrom(_send);
        var bytes = 0;
        foreach (var entry in send.Entries)
            bytes += entry.Content.Length;
        return bytes;
    }

    [Benchmark]
    public int ByHand()
    {
        SendReader.TryOpen(_send, out var send);
        var bytes = 0;
        while (send.TryRead(out var entry))
            bytes += entry.Content.Length;
        return bytes;
    }
}
