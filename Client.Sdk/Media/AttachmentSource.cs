using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>
/// Where an attachment of a draft comes from. The bytes are copied (sealed) into the store's folder while
/// <see cref="Conversation.SendAsync"/> runs, so that the file or stream is free again once it returns. What a picture or a film looks
/// like is added by <c>with</c>: <c>AttachmentSource.FromFile("a.png") with { Preview = … }</c>.
/// </summary>
public sealed record AttachmentSource
{
    private readonly Func<Stream>? _open;

    private AttachmentSource(string name, string contentType, Func<Stream>? open, bool ownsStream, Attachment? stored)
    {
        Name = name;
        ContentType = contentType;
        _open = open;
        OwnsStream = ownsStream;
        Stored = stored;
    }

    /// <summary>The name that others see.</summary>
    public string Name { get; }

    /// <summary>The media type. The server looks at the bytes and has the last word.</summary>
    public string ContentType { get; }

    /// <summary>Width in pixels; 0: not given.</summary>
    public int WidthPixels { get; init; }

    /// <summary>Height in pixels; 0: not given.</summary>
    public int HeightPixels { get; init; }

    /// <summary>How long it plays; zero: not given.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>A tiny picture to show before the media is there, at most 2 KiB; empty: none.</summary>
    public ImmutableArray<byte> Preview { get; init; } = [];

    internal bool OwnsStream { get; }

    internal Attachment? Stored { get; }

    /// <summary>A file, opened when the draft is sent.</summary>
    /// <param name="path">Where it is. Its name, without folders, becomes <see cref="Name"/>.</param>
    /// <param name="contentType">Its media type; null: guessed from the name.</param>
    public static AttachmentSource FromFile(string path, string? contentType = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var name = Path.GetFileName(path);
        return new AttachmentSource(name, contentType ?? ContentTypes.Guess(name), () => File.OpenRead(path), true, null);
    }

    /// <summary>A stream, read once, from where it stands to its end, when the draft is sent. The caller disposes of it.</summary>
    /// <param name="stream">A readable stream.</param>
    /// <param name="name">The name that others see.</param>
    /// <param name="contentType">Its media type; null: guessed from the name.</param>
    public static AttachmentSource FromStream(Stream stream, string name, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new AttachmentSource(name, contentType ?? ContentTypes.Guess(name), () => stream, false, null);
    }

    /// <summary>An attachment that was sent before: to keep it in an edit, or to pass it on.</summary>
    /// <param name="attachment">An attachment that the account may read.</param>
    public static AttachmentSource FromStored(Attachment attachment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        return new AttachmentSource(attachment.Name, attachment.ContentType, null, false, attachment)
        {
            WidthPixels = attachment.WidthPixels,
            HeightPixels = attachment.HeightPixels,
            Duration = attachment.Duration,
            Preview = attachment.Preview,
        };
    }

    internal Stream Open() => _open!();
}
