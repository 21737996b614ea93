using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;

namespace FastChat.Storage.Administration;

/// <summary>Names a ban of addresses; a UUIDv7, so that the order of ids is that of time.</summary>
public readonly record struct BanId(UInt128 Value) : IIdentifier<BanId>
{
    /// <summary>The absent id.</summary>
    public static BanId None => default;

    /// <inheritdoc/>
    public static BanId From(UInt128 value) => new(value);

    /// <summary>Reads the text form; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BanId id) => ServerId.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => ServerId.Format(Value);
}
