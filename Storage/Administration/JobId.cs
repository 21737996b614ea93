using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;

namespace FastChat.Storage.Administration;

/// <summary>Names a durable job; a UUIDv7, so that the order of ids is that of time.</summary>
public readonly record struct JobId(UInt128 Value) : IIdentifier<JobId>
{
    /// <summary>The absent id.</summary>
    public static JobId None => default;

    /// <inheritdoc/>
    public static JobId From(UInt128 value) => new(value);

    /// <summary>Reads the text form; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id) => ServerId.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => ServerId.Format(Value);
}
