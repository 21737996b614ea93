using System.Text;
using FastChat.Bench.Load.Histories;
using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Bench.Load.Searches;

/// <summary>Messages that people might have written; every hundredth of a conversation holds a word that is nowhere else.</summary>
internal sealed class ChatContent(IReadOnlyList<StoredLog> logs, int seed) : IStoredContent
{
    public const int PlantedEvery = 100;

    private readonly ChatText _text = new(seed);
    private readonly Dictionary<StoredLog, int> _numbers = logs.Select((log, i) => (log, i)).ToDictionary(pair => pair.log, pair => pair.i);
    private byte[] _content = [];

    public int BytesMax => 4 * 1024;

    /// <summary>UTF-8 bytes of all texts.</summary>
    public long TextBytes { get; private set; }

    /// <summary>The word that is in this message alone.</summary>
    public static string Planted(int conversation, ulong number) => $"zq{conversation}n{number}";

    public ReadOnlySpan<byte> Next(StoredLog log, ulong number)
    {
        var text = _text.Next();
        if (number % PlantedEvery == 0) text = $"{text} {Planted(_numbers[log], number)}";
        TextBytes += Encoding.UTF8.GetByteCount(text);
        return _content = new MessageContent { Text = text }.ToByteArray();
    }
}
