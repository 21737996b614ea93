using System.Diagnostics.CodeAnalysis;

namespace FastChat.Protocol.Identifiers;

/// <summary>Names one installation of an account, with its own keys. 16 bytes on the wire and on disk, in network byte order; a UUID in text.</summary>
public readonly record struct DeviceId(UInt128 Value) : IIdentifier<DeviceId>
{
    /// <summary>The absent id: sixteen zero bytes.</summary>
    public static DeviceId None => default;

    /// <inheritdoc/>
    public static DeviceId From(UInt128 value) => new(value);

    /// <summary>Reads 16 bytes; false if the length is another or all are zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DeviceId id) => Identifier.TryRead(bytes, out id);

    /// <summary>Reads the text form of <see cref="ToString"/>; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeviceId id) => Identifier.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => Identifier.Format(Value);
}
