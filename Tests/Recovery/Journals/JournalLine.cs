using System.Globalization;
using System.Numerics;

namespace FastChat.Tests.Recovery.Journals;

/// <summary>
/// An event as text: kind, then the fields in hexadecimal, then a checksum. A line that was cut short, or that two
/// writers mixed, does not read.
/// </summary>
internal static class JournalLine
{
    private const int Fields = 10;

    public static string Write(in JournalEvent e)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"{(char)e.Kind} {e.Ticks:x} {e.Client:x} {e.Connection:x} {e.Conversation:x} {e.Sequence:x} {e.MessageId:x} {e.Number:x} {e.Hash:x} {e.Sender:x}");
        return $"{body} {Checksum(body):x8}\n";
    }

    public static bool TryRead(ReadOnlySpan<char> line, out JournalEvent e)
    {
        e = default;
        var space = line.LastIndexOf(' ');
        if (space < 0 || !uint.TryParse(line[(space + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var checksum))
            return false;
        var body = line[..space];
        if (line.Length - space != 9 || checksum != Checksum(body))
            return false;
        Span<Range> ranges = stackalloc Range[Fields + 1];
        if (body.Split(ranges, ' ') != Fields || body[ranges[0]].Length != 1)
            return false;
        e = new JournalEvent
        {
            Kind = (JournalKind)body[ranges[0]][0],
            Ticks = (long)Number(body[ranges[1]]),
            Client = (int)Number(body[ranges[2]]),
            Connection = (int)Number(body[ranges[3]]),
            Conversation = (int)Number(body[ranges[4]]),
            Sequence = Number(body[ranges[5]]),
            MessageId = Number(body[ranges[6]]),
            Number = Number(body[ranges[7]]),
            Hash = Number(body[ranges[8]]),
            Sender = (int)(uint)Number(body[ranges[9]]),
        };
        return Enum.IsDefined(e.Kind);
    }

    private static ulong Number(ReadOnlySpan<char> text) =>
        ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static uint Checksum(ReadOnlySpan<char> body)
    {
        var checksum = uint.MaxValue;
        foreach (var character in body)
            checksum = BitOperations.Crc32C(checksum, (byte)character);
        return ~checksum;
    }
}
