using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;

namespace FastChat.Storage.Accounts;

/// <summary>Names an API token of a bot, without giving it away.</summary>
public readonly record struct ApiTokenId(UInt128 Value) : IIdentifier<ApiTokenId>
{
    /// <inheritdoc/>
    public static ApiTokenId From(UInt128 value) => new(value);

    /// <summary>Reads the text form of <see cref="ToString"/>; false if it is anything else.</summary>
    public static bool TryParse(string? text, out ApiTokenId id) => ServerId.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => ServerId.Format(Value);
}
