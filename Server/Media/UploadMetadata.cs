using System.Text;

namespace FastChat.Server.Media;

/// <summary>
/// What a client says about an upload (tus, Upload-Metadata): pairs of a key and a value in base64, with commas between. Of them `filename`
/// and `filetype` are heeded; all are given back as they were.
/// </summary>
internal sealed record UploadMetadata(string Text, string? FileName, string? FileType)
{
    public static readonly UploadMetadata None = new("", null, null);

    /// <summary>Null: it has another form, names a key twice, or is too long.</summary>
    public static UploadMetadata? Parse(string text)
    {
        if (text.Length == 0) return None;
        if (text.Length > MediaLimits.MetadataBytesMax || text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(','))
        {
            var parts = pair.Trim(' ').Split(' ');
            var value = new byte[MediaLimits.MetadataBytesMax];
            var length = 0;
            if (parts is not [{ Length: > 0 }] and not [{ Length: > 0 }, _]) return null;
            if (parts.Length == 2 && !Convert.TryFromBase64String(parts[1], value, out length)) return null;
            if (!values.TryAdd(parts[0], Encoding.UTF8.GetString(value, 0, length))) return null;
        }

        return new UploadMetadata(text, values.GetValueOrDefault("filename"), values.GetValueOrDefault("filetype"));
    }
}
