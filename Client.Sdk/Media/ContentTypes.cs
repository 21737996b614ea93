namespace FastChat.Client;

/// <summary>The media types of common file names; the server sniffs the bytes anyway.</summary>
internal static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    public static string Guess(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        ".MP4" => "video/mp4",
        ".WEBM" => "video/webm",
        ".MP3" => "audio/mpeg",
        ".OGG" or ".OPUS" => "audio/ogg",
        ".WAV" => "audio/wav",
        ".PDF" => "application/pdf",
        ".TXT" => "text/plain",
        ".ZIP" => "application/zip",
        _ => Unknown,
    };
}
