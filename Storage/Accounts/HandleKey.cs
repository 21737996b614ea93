namespace FastChat.Storage.Accounts;

/// <summary>What stands for a handle on disk: 16 bytes of an HMAC, so that keys tell no names.</summary>
public readonly record struct HandleKey(UInt128 Value) : Protocol.Identifiers.IIdentifier<HandleKey>
{
    /// <inheritdoc/>
    public static HandleKey From(UInt128 value) => new(value);
}
