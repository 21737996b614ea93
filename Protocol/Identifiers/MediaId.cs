using System.Diagnostics.CodeAnalysis;

namespace FastChat.Protocol.Identifiers;

/// <summary>Names a stored blob: 16 random bytes. 16 bytes on the wire and on disk, in network byte order; a UUID in text.</summary>
public readonly record struct MediaId(UInt128 Value) : IIdentifier<MediaId>
{
    /// <summary>The absent id: sixteen zero bytes.</summary>
    public static MediaId None => default;

    /// <inheritdoc/>
    public static MediaId From(UInt128 value) => new(value);

    /// <summary>Reads 16 bytes; false if the length is another or all are zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MediaId id) => Identifier.TryRead(bytes, out id);

    /// <summary>Reads the text form of <see cref="ToString"/>; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MediaId id) => Identifier.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => Identifier.Format(Value);
}
