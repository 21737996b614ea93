using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Server.Outbound;
using FastChat.Storage.Push;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Push.Transports;

/// <summary>
/// Firebase Cloud Messaging, HTTP v1: data messages, which the app itself shows. The access token is got by the service
/// account's signed word (RFC 7523) and kept until shortly before it runs out. Thread-safe.
/// </summary>
internal sealed class FcmTransport : IPushTransport, IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly FcmSettings _settings;
    private readonly OutboundHttp _http;
    private readonly TimeProvider _time;
    private readonly RSA _key = RSA.Create();
    private readonly CachedToken _access;
    private readonly Uri _messages;

    public FcmTransport(FcmSettings settings, OutboundHttp http, TimeProvider time)
    {
        (_settings, _http, _time) = (settings, http, time);
        _key.ImportFromPem(settings.PrivateKeyPem);
        _access = new CachedToken(time, FetchTokenAsync);
        _messages = new Uri(settings.Address, $"/v1/projects/{Uri.EscapeDataString(settings.Project)}/messages:send");
    }

    public PushKind Kind => PushKind.Fcm;

    public (Code Code, string Message)? Refusal(PushSubscriptionRecord subscription) =>
        subscription.Endpoint.Length is > 0 and <= PushLimits.TokenCharsMax && subscription.Endpoint.All(c => c is > ' ' and <= '~')
            ? null
            : (Code.PushEndpointRefused, $"A registration token has 1 to {PushLimits.TokenCharsMax} visible ASCII characters.");

    public string AuthorityOf(PushSubscriptionRecord subscription) => _messages.Authority;

    public async Task<PushResult> SendAsync(PushSubscriptionRecord subscription, PushParcel parcel, CancellationToken cancellation)
    {
        string? access = null;
        var result = await PushAttempt.RunAsync(
            async () =>
            {
                access = await _access.GetAsync(cancellation);
                using var request = new HttpRequestMessage(HttpMethod.Post, _messages);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
                request.Content = new ByteArrayContent(Body(subscription, parcel));
                request.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
                return await _http.SendAsync(request, cancellation);
            },
            Judge,
            cancellation);
        if (result.Reason == nameof(HttpStatusCode.Unauthorized) && access is not null) await _access.ForgetAsync(access);
        return result;
    }

    public void Dispose()
    {
        _key.Dispose();
        _access.Dispose();
    }

    private static byte[] Body(PushSubscriptionRecord subscription, PushParcel parcel)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("message");
            json.WriteString("token", subscription.Endpoint);
            json.WriteStartObject("data");
            SealedNotice.Write(json, subscription, parcel);
            json.WriteEndObject();
            json.WriteStartObject("android");
            json.WriteString("priority", parcel.IsWithdrawal ? "normal" : "high");
            json.WriteString("ttl", string.Create(CultureInfo.InvariantCulture, $"{(long)parcel.Lifetime.TotalSeconds}s"));
            json.WriteString("collapse_key", parcel.Tag);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private PushResult Judge(OutboundAnswer answer)
    {
        if (answer.IsSuccess) return new PushResult(PushOutcome.Taken, nameof(HttpStatusCode.OK));
        if (answer.Status == HttpStatusCode.Unauthorized) return new PushResult(PushOutcome.Retry, nameof(HttpStatusCode.Unauthorized));
        var reason = ErrorOf(answer) ?? answer.Status.ToString();
        return reason switch
        {
            "UNREGISTERED" or "SENDER_ID_MISMATCH" => new PushResult(PushOutcome.Dead, reason),
            _ when answer.IsPassing => new PushResult(PushOutcome.Retry, reason, answer.RetryAfter(_time.GetUtcNow())),
            _ => new PushResult(PushOutcome.Refused, reason),
        };
    }

    /// <summary>The `errorCode` of the details, or the `status` of the error.</summary>
    private static string? ErrorOf(OutboundAnswer answer)
    {
        if (answer.ReadJson() is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("error", out var error)
            || error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var detail in details.EnumerateArray())
            {
                if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("errorCode", out var code)) return code.ToString();
            }
        }

        return error.TryGetProperty("status", out var status) ? status.ToString() : null;
    }

    private async Task<(string Token, TimeSpan Lifetime)> FetchTokenAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var assertion = SignedToken.Create(new RsaSecurityKey(_key) { KeyId = _settings.KeyId }, SecurityAlgorithms.RsaSha256, new()
        {
            ["iss"] = _settings.Email,
            ["scope"] = Scope,
            ["aud"] = _settings.TokenAddress.OriginalString,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + AssertionLifetime).ToUnixTimeSeconds(),
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.TokenAddress)
        {
            Content = new StringContent(
                $"grant_type={Uri.EscapeDataString("urn:ietf:params:oauth:grant-type:jwt-bearer")}&assertion={assertion}",
                Encoding.ASCII,
                MediaTypeNames.Application.FormUrlEncoded),
        };
        var answer = await _http.SendAsync(request, cancellation);
        if (!answer.IsSuccess
            || answer.ReadJson() is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("access_token", out var token)
            || token.GetString() is not { Length: > 0 } text)
        {
            throw new HttpRequestException($"No access token: {(int)answer.Status}.");
        }

        var lifetime = body.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt64(out var number)
            ? TimeSpan.FromSeconds(number) : AssertionLifetime;
        return (text, lifetime > 2 * Margin ? lifetime - Margin : lifetime / 2);
    }
}
