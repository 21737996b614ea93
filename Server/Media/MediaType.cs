namespace FastChat.Server.Media;

/// <summary>
/// Finds out what content is, from its first bytes. A short list of pictures, sound, video, PDF and plain text keeps its
/// name; all else, above all what a browser or a shell would run (HTML, SVG, XML, scripts, programs), is
/// application/octet-stream, whatever its sender says.
/// </summary>
internal static class MediaType
{
    public const string Unknown = "application/octet-stream";
    private const string PlainText = "text/plain";

    private static readonly (byte[] Magic, int Offset, string Type)[] Signatures =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], 0, "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"),
        ("GIF87a"u8.ToArray(), 0, "image/gif"),
        ("GIF89a"u8.ToArray(), 0, "image/gif"),
        ("%PDF-"u8.ToArray(), 0, "application/pdf"),
        ("OggS"u8.ToArray(), 0, "audio/ogg"),
        ("fLaC"u8.ToArray(), 0, "audio/flac"),
        ("ID3"u8.ToArray(), 0, "audio/mpeg"),
        ([0x1A, 0x45, 0xDF, 0xA3], 0, "video/webm"),
        ("ftypavif"u8.ToArray(), 4, "image/avif"),
        ("ftypheic"u8.ToArray(), 4, "image/heic"),
        ("ftypM4A "u8.ToArray(), 4, "audio/mp4"),
        ("ftypqt  "u8.ToArray(), 4, "video/quicktime"),
        ("ftypisom"u8.ToArray(), 4, "video/mp4"),
        ("ftypiso2"u8.ToArray(), 4, "video/mp4"),
        ("ftypmp41"u8.ToArray(), 4, "video/mp4"),
        ("ftypmp42"u8.ToArray(), 4, "video/mp4"),
        ("ftypavc1"u8.ToArray(), 4, "video/mp4"),
        ("ftypM4V "u8.ToArray(), 4, "video/mp4"),
    ];

    /// <param name="head">The first bytes, up to <see cref="MediaLimits.SniffBytes"/>.</param>
    /// <param name="declared">What the sender says; believed for plain text only, and only if it is.</param>
    public static string Sniff(ReadOnlySpan<byte> head, string? declared)
    {
        foreach (var (magic, offset, type) in Signatures)
        {
            if (head.Length >= offset + magic.Length && head.Slice(offset, magic.Length).SequenceEqual(magic)) return type;
        }

        if (head.Length >= 12 && head[..4].SequenceEqual("RIFF"u8))
        {
            if (head[8..12].SequenceEqual("WEBP"u8)) return "image/webp";
            if (head[8..12].SequenceEqual("WAVE"u8)) return "audio/wav";
        }

        return IsDeclaredText(declared) && IsPlainText(head) ? PlainText : Unknown;
    }

    private static bool IsDeclaredText(string? declared) =>
        declared is not null && declared.Split(';')[0].Trim().Equals(PlainText, StringComparison.OrdinalIgnoreCase);

    // No control characters, no start of markup or of a script, valid UTF-8 (the last character may be cut).
    private static bool IsPlainText(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n\uFEFF"u8);
        if (text.StartsWith("#!"u8) || text.StartsWith("%!"u8) || text.Contains((byte)'<')) return false;
        if (head.ContainsAnyInRange((byte)0x00, (byte)0x08) || head.ContainsAnyInRange((byte)0x0E, (byte)0x1F)) return false;
        var cut = head.Length;
        for (var back = 1; back <= 3 && back <= head.Length; back++)
        {
            if ((head[^back] & 0xC0) != 0x80)
            {
                if (head[^back] >= 0xC0) cut = head.Length - back;
                break;
            }
        }

        return System.Text.Unicode.Utf8.IsValid(head[..cut]);
    }
}
