using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;

namespace FastChat.Storage.Administration;

/// <summary>Names a operator's key; a UUIDv7, so that the order of ids is that of time.</summary>
public readonly record struct OperatorKeyId(UInt128 Value) : IIdentifier<OperatorKeyId>
{
    /// <summary>The absent id.</summary>
    public static OperatorKeyId None => default;

    /// <inheritdoc/>
    public static OperatorKeyId From(UInt128 value) => new(value);

    /// <summary>Reads the text form; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperatorKeyId id) => ServerId.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => ServerId.Format(Value);
}
