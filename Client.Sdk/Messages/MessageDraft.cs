using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>
/// A message to be sent, or the new content of one to be edited. A string converts. At most 64 KiB as sent, attachments
/// not counted.
/// </summary>
/// <param name="Text">The text; may be empty when there is something else.</param>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the named form.")]
public sealed record MessageDraft(string Text = "")
{
    /// <summary>Formatting of <see cref="Text"/>.</summary>
    public ImmutableArray<TextEntity> Entities { get; init; } = [];

    /// <summary>The sequence of the message that this one answers; null: none.</summary>
    public long? ReplyToSequence { get; init; }

    /// <summary>Files and streams to send with it, at most 16.</summary>
    public ImmutableArray<AttachmentSource> Attachments { get; init; } = [];

    /// <summary>Accounts to be mentioned.</summary>
    public ImmutableArray<AccountId> Mentions { get; init; } = [];

    /// <summary>Whether to mention every member.</summary>
    public bool MentionsEveryone { get; init; }

    /// <summary>The application's own data.</summary>
    public CustomPayload? Custom { get; init; }

    /// <summary>The sequence of the message in whose thread this one is a reply; null: it is no reply in a thread.</summary>
    public long? ThreadRoot { get; init; }

    /// <summary>A place.</summary>
    public GeoLocation? Location { get; init; }

    /// <summary>Somebody's card.</summary>
    public ContactCard? Contact { get; init; }

    /// <summary>A poll. Its words cannot be edited.</summary>
    public PollDraft? Poll { get; init; }

    /// <summary>Set by <see cref="Conversation.ForwardAsync"/>.</summary>
    internal ForwardOrigin? Forwarded { get; init; }

    /// <summary>
    /// A draft whose text is written in a small Markdown: **bold**, *italic*, ~~struck~~, `code`, ```blocks```, [links](https://…),
    /// &gt; quotes, and lists of lines that begin with "- " or "1. ". What is no formatting stays as it is; there is no HTML.
    /// </summary>
    /// <param name="markdown">The text with marks.</param>
    /// <returns>The text without them, and the formatting as <see cref="Entities"/>.</returns>
    public static MessageDraft FromMarkdown(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var content = Protocol.Codec.Markdown.Read(markdown);
        return new MessageDraft(content.Text)
        {
            Entities = [.. content.Entities.Select(entity => new TextEntity((int)entity.Start, (int)entity.Length, (TextStyle)entity.Style, entity.Argument))],
        };
    }

    /// <summary>A draft of a text alone.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator MessageDraft(string text) => new(text);
}
