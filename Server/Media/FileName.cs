using System.Text;

namespace FastChat.Server.Media;

/// <summary>Makes what a sender calls a file a harmless label. It never becomes a path here.</summary>
internal static class FileName
{
    /// <summary>Without directories, control and bidirectional-override characters, at most 255 bytes; empty if nothing is left.</summary>
    public static string Clean(string? given)
    {
        if (string.IsNullOrEmpty(given)) return "";
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        var bytes = 0;
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || IsDirectionMark(rune.Value)) continue;
            bytes += rune.Utf8SequenceLength;
            if (bytes > MediaLimits.FileNameBytesMax) break;
            clean.Append(rune);
        }

        return clean.ToString().Trim(' ', '.');
    }

    // They make "gpj.exe" look like "exe.jpg".
    private static bool IsDirectionMark(int rune) => rune is 0x061C or (>= 0x200E and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
