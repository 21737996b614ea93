using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Server.Outbound;
using FastChat.Storage.Push;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Push.Transports;

/// <summary>
/// Apple's push notification service over HTTP/2, with a provider token (ES256). A new message is an alert in the app's own
/// words (`loc-key`), which the app may fill in; a withdrawal wakes the app. Thread-safe.
/// </summary>
internal sealed class ApnsTransport : IPushTransport, IDisposable
{
    /// <summary>What the app's strings must have.</summary>
    private const string AlertKey = "FASTCHAT_NEW_MESSAGE";

    /// <summary>Apple takes tokens of up to an hour, and refuses new ones more often than every 20 minutes.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(45);

    private readonly ApnsSettings _settings;
    private readonly OutboundHttp _http;
    private readonly TimeProvider _time;
    private readonly ECDsa _key = ECDsa.Create();
    private readonly CachedToken _token;

    public ApnsTransport(ApnsSettings settings, OutboundHttp http, TimeProvider time)
    {
        (_settings, _http, _time) = (settings, http, time);
        _key.ImportFromPem(settings.PrivateKeyPem);
        _token = new CachedToken(time, _ => Task.FromResult((CreateToken(), TokenLifetime)));
    }

    public PushKind Kind => PushKind.Apns;

    public (Code Code, string Message)? Refusal(PushSubscriptionRecord subscription)
    {
        if (subscription.Endpoint.Length is 0 or > PushLimits.TokenCharsMax || !subscription.Endpoint.All(char.IsAsciiHexDigit))
            return (Code.PushEndpointRefused, "A device token is written in hex.");
        return TopicOf(subscription).Length > 0 ? null : (Code.PushEndpointRefused, "The server knows no app: name it in topic.");
    }

    public string AuthorityOf(PushSubscriptionRecord subscription) => _settings.Address.Authority;

    public async Task<PushResult> SendAsync(PushSubscriptionRecord subscription, PushParcel parcel, CancellationToken cancellation)
    {
        var token = await _token.GetAsync(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_settings.Address, $"/3/device/{subscription.Endpoint}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Body(subscription, parcel)),
        };
        request.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", token);
        request.Headers.Add("apns-topic", TopicOf(subscription));
        request.Headers.Add("apns-push-type", parcel.IsWithdrawal ? "background" : "alert");
        request.Headers.Add("apns-priority", parcel.IsWithdrawal ? "5" : "10");
        request.Headers.Add("apns-expiration", (_time.GetUtcNow() + parcel.Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("apns-collapse-id", parcel.Tag);
        var result = await PushAttempt.RunAsync(() => _http.SendAsync(request, cancellation), Judge, cancellation);
        if (result.Reason is "ExpiredProviderToken" or "InvalidProviderToken") await _token.ForgetAsync(token);
        return result;
    }

    public void Dispose()
    {
        _key.Dispose();
        _token.Dispose();
    }

    private static byte[] Body(PushSubscriptionRecord subscription, PushParcel parcel)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("aps");
            if (parcel.IsWithdrawal)
            {
                json.WriteNumber("content-available", 1);
            }
            else
            {
                json.WriteStartObject("alert");
                json.WriteString("loc-key", AlertKey);
                json.WriteEndObject();
                json.WriteString("sound", "default");
                json.WriteString("thread-id", parcel.Tag);
                json.WriteNumber("mutable-content", 1);
            }

            json.WriteEndObject();
            SealedNotice.Write(json, subscription, parcel);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private string TopicOf(PushSubscriptionRecord subscription) => subscription.Topic.Length > 0 ? subscription.Topic : _settings.Topic;

    private PushResult Judge(OutboundAnswer answer)
    {
        if (answer.IsSuccess) return new PushResult(PushOutcome.Taken, nameof(HttpStatusCode.OK));
        var reason = answer.ReadJson() is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("reason", out var said)
            ? said.ToString()
            : answer.Status.ToString();
        return reason switch
        {
            "BadDeviceToken" or "Unregistered" or "ExpiredToken" or "DeviceTokenNotForTopic" => new PushResult(PushOutcome.Dead, reason),
            "ExpiredProviderToken" or "InvalidProviderToken" => new PushResult(PushOutcome.Retry, reason),
            _ when answer.Status == HttpStatusCode.Gone => new PushResult(PushOutcome.Dead, reason),
            _ when answer.IsPassing => new PushResult(PushOutcome.Retry, reason, answer.RetryAfter(_time.GetUtcNow())),
            _ => new PushResult(PushOutcome.Refused, reason),
        };
    }

    private string CreateToken() => SignedToken.Create(
        new ECDsaSecurityKey(_key) { KeyId = _settings.KeyId },
        SecurityAlgorithms.EcdsaSha256,
        new() { ["iss"] = _settings.Team, ["iat"] = _time.GetUtcNow().ToUnixTimeSeconds() });
}
