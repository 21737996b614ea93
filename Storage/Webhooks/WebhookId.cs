using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;

namespace FastChat.Storage.Webhooks;

/// <summary>Names a webhook; of one that is made it is a UUIDv7, of one of the options it comes of the address.</summary>
public readonly record struct WebhookId(UInt128 Value) : IIdentifier<WebhookId>
{
    /// <summary>The absent id.</summary>
    public static WebhookId None => default;

    /// <inheritdoc/>
    public static WebhookId From(UInt128 value) => new(value);

    /// <summary>Reads the text form; false if it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WebhookId id) => ServerId.TryParse(text, out id);

    /// <summary>The UUID form, 36 characters.</summary>
    public override string ToString() => ServerId.Format(Value);
}
