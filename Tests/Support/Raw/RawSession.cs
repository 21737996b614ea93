using System.Text.Json.Serialization;

namespace FastChat.Tests.Support.Raw;

/// <summary>What the HTTP API answers to registering and signing in, as it stands on the wire.</summary>
internal sealed record RawSession(
    [property: JsonPropertyName("account_id")] string AccountText,
    [property: JsonPropertyName("device_id")] string DeviceText,
    [property: JsonPropertyName("handle")] string Handle,
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("access_expires_ms")] long AccessExpiresMs,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("refresh_expires_ms")] long RefreshExpiresMs)
{
    [JsonIgnore]
    public AccountId Account => AccountId.TryParse(AccountText, out var id) ? id : throw new FormatException(AccountText);

    [JsonIgnore]
    public DeviceId Device => DeviceId.TryParse(DeviceText, out var id) ? id : throw new FormatException(DeviceText);
}
