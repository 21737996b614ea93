using System.Text;
using FastChat.Protocol.Text;

namespace FastChat.Server.Media;

/// <summary>Makes what a sender calls a file a harmless label. It never becomes a path here.</summary>
internal static class FileName
{
    /// <summary>Without directories and characters that do not show, at most 255 bytes; empty if nothing is left.</summary>
    public static string Clean(string? given)
    {
        if (string.IsNullOrEmpty(given)) return "";
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        var bytes = 0;
        // A direction that is overridden makes "gpj.exe" look like "exe.jpg".
        foreach (var rune in ShownText.Clean(last).EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MediaLimits.FileNameBytesMax) break;
            clean.Append(rune);
        }

        return clean.ToString().Trim(' ', '.');
    }
}
