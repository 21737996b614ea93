using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>A message's reference to stored media. <see cref="ChatClient.DownloadAsync"/> gets the bytes.</summary>
/// <param name="Media">The stored blob; <see cref="MediaId.None"/> while it is being uploaded.</param>
/// <param name="Name">The file name that the sender gave: metadata, never a path. Clean it before using it as one.</param>
/// <param name="ContentType">The media type that the sender gave, such as <c>image/png</c>.</param>
/// <param name="SizeBytes">The size in bytes that the sender gave.</param>
public sealed record Attachment(MediaId Media, string Name, string ContentType, long SizeBytes)
{
    /// <summary>The conversation it was sent in, through which the server allows reading it.</summary>
    public ConversationId Conversation { get; init; }

    /// <summary>Width in pixels; 0 when not given.</summary>
    public int WidthPixels { get; init; }

    /// <summary>Height in pixels; 0 when not given.</summary>
    public int HeightPixels { get; init; }

    /// <summary>How long it plays; zero when not given.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>A tiny picture to show before the media is there, at most 2 KiB; empty when not given.</summary>
    public ImmutableArray<byte> Preview { get; init; } = [];

    /// <summary>Equal by value, the preview byte by byte.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(Attachment? other) =>
        other is not null && Media == other.Media && Name == other.Name && ContentType == other.ContentType
        && SizeBytes == other.SizeBytes && Conversation == other.Conversation && WidthPixels == other.WidthPixels
        && HeightPixels == other.HeightPixels && Duration == other.Duration && Sequences.Equal(Preview, other.Preview);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Media, Name, SizeBytes);
}
