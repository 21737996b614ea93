using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Media;

/// <summary>
/// What stands for content within one account: 16 bytes of an HMAC over the account and the content's SHA-256, so that keys tell neither
/// what is stored nor that two accounts store the same.
/// </summary>
public readonly record struct ContentKey(UInt128 Value) : IIdentifier<ContentKey>
{
    /// <inheritdoc/>
    public static ContentKey From(UInt128 value) => new(value);
}
