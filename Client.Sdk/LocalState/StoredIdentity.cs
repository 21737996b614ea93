using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>The account and device that a store belongs to.</summary>
internal sealed record StoredIdentity(AccountId Account, DeviceId Device)
{
    public static StoredIdentity None { get; } = new(default, default);
}
