using System.Diagnostics.CodeAnalysis;

namespace FastChat.Protocol.Identifiers;

/// <summary>Names a direct conversation or a group. 16 bytes on the wire and on disk, in network byte order; a UUID in text.</summary>
public readonly record struct ConversationId(UInt128 Value) : IIdentifier<ConversationId>
{
    /// <summary>The absent id: sixteen zero bytes.</summary>
    public static ConversationId None => default;

    /// <inheritdoc/>
    public static ConversationId From(UInt128 value) => new(value);

    /// <summary>Reads 16 bytes; false if the length is another or all are zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ConversationId id) => Identifier.TryRead(bytes, out id);

    /// <summary>Reads the text form of <see cref="ToString"/>; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationId id) => Identifier.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => Identifier.Format(Value);
}
