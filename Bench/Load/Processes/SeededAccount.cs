using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Processes;

/// <summary>An account for the load, with one device and its access token.</summary>
internal sealed record SeededAccount(string AccountId, string DeviceId, string Handle, string AccessToken)
{
    public AccountId Id => Protocol.Identifiers.AccountId.TryParse(AccountId, out var id)
        ? id
        : throw new InvalidDataException("the server gave an account id that is none");

    public DeviceId Device => Protocol.Identifiers.DeviceId.TryParse(DeviceId, out var id)
        ? id
        : throw new InvalidDataException("the server gave a device id that is none");
}
