using System.Buffers.Text;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Server.Outbound;
using FastChat.Server.Push;
using FastChat.Server.Push.Transports;
using FastChat.Server.Routing;
using FastChat.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FastChat.Server.Hosting;

/// <summary>Puts push together, with the credentials that the options name.</summary>
internal static class PushParts
{
    /// <summary>Connections that are dead are noticed after two keep-alive intervals; a little more.</summary>
    private const int HoldMarginSeconds = 1;

    public static void AddOutbound(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new OutboundSettings(options.Outbound.AllowLoopback, options.Outbound.AllowPrivate));
        services.TryAddSingleton(new OutboundTrust(Callback: null));
        services.AddSingleton<AddressPolicy>().AddSingleton<OutboundHttp>().AddSingleton<Pauses>();
    }

    public static void AddPush(this IServiceCollection services, ServerOptions options)
    {
        var settings = Settings(options);
        services.AddSingleton(settings);
        services.AddSingleton(provider => new VapidKey(
            settings.VapidKey ?? VapidKey.ScalarOf(provider.GetRequiredService<ChatDatabase>().Secret(VapidKey.SecretName)),
            settings.VapidSubject,
            provider.GetRequiredService<TimeProvider>()));
        if (options.Push.Enabled) services.AddTransports(settings);
        services.AddSingleton<PushTransports>().AddSingleton<SubscribedAccounts>().AddSingleton<PushFeed>();
        services.AddSingleton<PushSubscriptions>();
        services.AddSingleton<IPushSubscriptions>(provider => provider.GetRequiredService<PushSubscriptions>());
        services.AddSingleton<PushInterest>().AddSingleton<PushExaminer>().AddSingleton<PushDecision>().AddSingleton<PushNotices>().AddSingleton<PushDelivery>();
        if (options.Push.Enabled) services.AddHostedService<PushLoop>();
    }

    /// <summary>What is wrong with the push options, a sentence each.</summary>
    public static IEnumerable<string> Check(PushOptions push)
    {
        if (push.VapidSubject is { } subject && !subject.StartsWith("mailto:", StringComparison.Ordinal) && !IsHttps(subject))
            yield return "Push:VapidSubject must begin with mailto: or https:.";
        if (push.VapidPrivateKey is { } key && VapidKeyOf(key) is null) yield return "Push:VapidPrivateKey must be 32 bytes in base64url.";
        if (!IsHttps(push.FcmAddress)) yield return "Push:FcmAddress must be an https address.";
        if (!IsHttps(push.ApnsAddress)) yield return "Push:ApnsAddress must be an https address.";
        if (push.FcmServiceAccountPath is { } account && !File.Exists(account)) yield return $"Push:FcmServiceAccountPath names no file: '{account}'.";
        if (push.FcmServiceAccountPath is { } json && File.Exists(json) && ReadFcm(json, push.FcmAddress) is null)
            yield return "Push:FcmServiceAccountPath is no service account's JSON: project_id, client_email, private_key, private_key_id and token_uri are needed.";
        if (push.ApnsKeyPath is { } apns && !File.Exists(apns)) yield return $"Push:ApnsKeyPath names no file: '{apns}'.";
        if (push.ApnsKeyPath is not null && (push.ApnsKeyId.Length == 0 || push.ApnsTeamId.Length == 0))
            yield return "Push:ApnsKeyId and Push:ApnsTeamId belong to Push:ApnsKeyPath.";
    }

    private static void AddTransports(this IServiceCollection services, PushSettings settings)
    {
        foreach (var kind in (PushKind[])[PushKind.WebPush, PushKind.UnifiedPush])
        {
            services.AddSingleton<IPushTransport>(provider => new WebPushTransport(
                kind,
                provider.GetRequiredService<OutboundHttp>(),
                provider.GetRequiredService<AddressPolicy>(),
                provider.GetRequiredService<VapidKey>(),
                provider.GetRequiredService<TimeProvider>()));
        }

        if (settings.Fcm is { } fcm)
        {
            services.AddSingleton<IPushTransport>(provider => new FcmTransport(
                fcm, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()));
        }

        if (settings.Apns is { } apns)
        {
            services.AddSingleton<IPushTransport>(provider => new ApnsTransport(
                apns, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()));
        }
    }

    private static PushSettings Settings(ServerOptions options)
    {
        var push = options.Push;
        return new PushSettings
        {
            Quiet = TimeSpan.FromSeconds(push.QuietSeconds),
            Interval = TimeSpan.FromSeconds(push.IntervalSeconds),
            Idle = TimeSpan.FromSeconds(push.IdleSeconds),
            Hold = TimeSpan.FromSeconds((2 * options.KeepAliveSeconds) + HoldMarginSeconds),
            Lifetime = TimeSpan.FromSeconds(push.LifetimeSeconds),
            PreviewsAllowed = push.PreviewsAllowed,
            VapidSubject = push.VapidSubject,
            VapidKey = push.VapidPrivateKey is { } key ? VapidKeyOf(key) : null,
            Fcm = push.FcmServiceAccountPath is { } account ? ReadFcm(account, push.FcmAddress) : null,
            Apns = push.ApnsKeyPath is { } path
                ? new ApnsSettings(File.ReadAllText(path), push.ApnsKeyId, push.ApnsTeamId, push.ApnsTopic, new Uri(push.ApnsAddress))
                : null,
        };
    }

    private static byte[]? VapidKeyOf(string text) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && VapidKey.IsScalar(bytes) ? bytes : null;

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static FcmSettings? ReadFcm(string path, string address)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            string Text(string name) => document.RootElement.GetProperty(name).GetString() ?? "";
            return new FcmSettings(
                Text("project_id"), Text("client_email"), Text("private_key"), Text("private_key_id"), new Uri(Text("token_uri")), new Uri(address));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            return null;
        }
    }
}
