namespace FastChat.Search.Index;

/// <summary>Traits by name, and of what they are traits.</summary>
public static class TraitNames
{
    /// <summary>Index: the trait's bit.</summary>
    public static readonly IReadOnlyList<string> All = ["link", "media", "image", "video", "audio", "file", "reply", "poll"];

    public static bool TryParse(string name, out ContentTraits trait)
    {
        for (var bit = 0; bit < All.Count; bit++)
        {
            if (!All[bit].Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            trait = (ContentTraits)(1 << bit);
            return true;
        }

        trait = ContentTraits.None;
        return false;
    }

    /// <summary>Of an attachment.</summary>
    public static ContentTraits OfAttachment(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var slash = contentType.IndexOf('/', StringComparison.Ordinal);
        return ContentTraits.Media | (slash < 0 ? ContentTraits.File : contentType[..slash].ToUpperInvariant() switch
        {
            "IMAGE" => ContentTraits.Image,
            "VIDEO" => ContentTraits.Video,
            "AUDIO" => ContentTraits.Audio,
            _ => ContentTraits.File,
        });
    }

    /// <summary>Of a text: whether an address of the web is in it.</summary>
    public static ContentTraits OfText(ReadOnlySpan<char> text) =>
        text.Contains("https://", StringComparison.OrdinalIgnoreCase) || text.Contains("http://", StringComparison.OrdinalIgnoreCase)
            ? ContentTraits.Link
            : ContentTraits.None;
}
