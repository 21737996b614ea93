using System.Net;

namespace FastChat.Server.Hosting;

/// <summary>Checks options before anything is opened, and says what to change.</summary>
internal static class ServerOptionsRules
{
    private const int BackendKeyCharactersMin = 32;

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(ServerOptions options)
    {
        var mistakes = new List<string>();
        void Require(bool holds, string otherwise)
        {
            if (!holds) mistakes.Add(otherwise);
        }

        Require(Path.IsPathFullyQualified(options.DataDirectory), $"DataDirectory must be an absolute path, but is '{options.DataDirectory}'.");
        Require(options.KeyFile is null || Path.IsPathFullyQualified(options.KeyFile), $"KeyFile must be an absolute path, but is '{options.KeyFile}'.");
        Require(IPAddress.TryParse(options.BindAddress, out var address), $"BindAddress must be an IP address such as 127.0.0.1 or ::, but is '{options.BindAddress}'.");
        foreach (var (name, port) in Ports(options)) Require(port is >= ServerOptions.Off and <= ushort.MaxValue, $"{name} must be a port, 0 (any) or -1 (off), but is {port}.");
        var used = Ports(options).Where(p => p.Port > 0).ToList();
        Require(used.DistinctBy(p => p.Port).Count() == used.Count, "Two listeners have the same port.");
        Require(options.TcpPort != ServerOptions.Off || options.HttpPort != ServerOptions.Off || HasCertificate(options), "Nothing to listen on: every port is off.");

        Require(options.CertificatePath is null || File.Exists(options.CertificatePath), $"CertificatePath names no file: '{options.CertificatePath}'.");
        Require(options.CertificateKeyPath is null || File.Exists(options.CertificateKeyPath), $"CertificateKeyPath names no file: '{options.CertificateKeyPath}'.");
        Require(options.CertificateKeyPath is null || options.CertificatePath is not null, "CertificateKeyPath is set, but CertificatePath is not.");
        Require(
            address is null || IPAddress.IsLoopback(address) || options.AllowPlaintextRemote || HasCertificate(options),
            $"BindAddress {options.BindAddress} is not loopback, and there is no certificate. Set CertificatePath (and CertificateKeyPath) to serve TLS, or AllowPlaintextRemote=true to let passwords and messages cross the network unencrypted.");
        Require(IPAddress.TryParse(options.AdminBindAddress, out var admin), $"AdminBindAddress must be an IP address such as 127.0.0.1 or ::, but is '{options.AdminBindAddress}'.");
        Require(
            admin is null || IPAddress.IsLoopback(admin) || options.AdminPort == ServerOptions.Off || HasCertificate(options),
            $"AdminBindAddress {options.AdminBindAddress} is not loopback, and there is no certificate to serve TLS there.");
        Require(
            Accounts.Handle.TryNormalize(options.ServerHandle, out var handle) && handle == options.ServerHandle,
            $"ServerHandle is not a handle in lower case: '{options.ServerHandle}'.");
        foreach (var origin in options.AllowedOrigins) Require(IsOrigin(origin), $"AllowedOrigins: '{origin}' is not an origin such as https://chat.example.");

        foreach (var type in options.MediaTypesAllowed) Require(IsMediaType(type), $"MediaTypesAllowed: '{type}' is not a media type such as image/png or image/*.");
        Require(options.ClamdAddress is null || Media.ClamdAddress.Parse(options.ClamdAddress) is not null, $"ClamdAddress must be tcp://HOST:PORT or unix:PATH, but is '{options.ClamdAddress}'.");
        Require(options.Mail.Host is null || options.Mail.From is not null, "Mail:Host is set, but Mail:From, the address that the mails come from, is not.");
        Require(
            options.Mail is not { Security: MailSecurity.None, Password: not null } || options.Mail.Host is "localhost" or "127.0.0.1" or "::1",
            "Mail:Security None would send the password of Mail:User in clear: use StartTls or Tls.");
        foreach (var key in options.BackendKeys) Require(key.Length >= BackendKeyCharactersMin, $"A key of BackendKeys has fewer than {BackendKeyCharactersMin} characters: it could be guessed.");
        foreach (var issuer in options.OpenId)
        {
            Require(IsIssuer(issuer.Issuer), $"OpenId: '{issuer.Issuer}' must be an https address (http on loopback), as the issuer writes it.");
            Require(issuer.ClientIds.Count > 0 && issuer.ClientIds.All(id => id.Length > 0), $"OpenId: {issuer.Issuer} needs ClientIds, for whom its tokens are made.");
        }

        Require(options.OpenId.DistinctBy(issuer => issuer.Issuer).Count() == options.OpenId.Count, "OpenId: an issuer is there twice.");
        mistakes.AddRange(PushParts.Check(options.Push));
        mistakes.AddRange(WebhookParts.Check(options));
        foreach (var (name, value, from, to) in Numbers(options)) Require(value >= from && value <= to, $"{name} must be between {from} and {to}, but is {value}.");
        return mistakes;
    }

    /// <summary>Whether TLS is to be served.</summary>
    public static bool HasCertificate(ServerOptions options) => options.CertificatePath is not null;

    private static bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);

    private static bool IsMediaType(string text) => text.Split('/') is [not "" and not "*", { Length: > 0 }];

    private static (string Name, int Port)[] Ports(ServerOptions o) =>
    [
        (nameof(o.TcpPort), o.TcpPort), (nameof(o.TlsPort), o.TlsPort), (nameof(o.HttpPort), o.HttpPort), (nameof(o.HttpsPort), o.HttpsPort),
        (nameof(o.AdminPort), o.AdminPort),
    ];

    private static (string Name, long Value, long From, long To)[] Numbers(ServerOptions o) =>
    [
        (nameof(o.ShardLoops), o.ShardLoops, 0, 256),
        (nameof(o.ConnectionsMax), o.ConnectionsMax, 1, 10_000_000),
        (nameof(o.ConnectionsPerAddressMax), o.ConnectionsPerAddressMax, 1, 10_000_000),
        (nameof(o.KeepAliveSeconds), o.KeepAliveSeconds, 1, 3_600),
        (nameof(o.MembersMax), o.MembersMax, 2, 1_000_000),
        (nameof(o.MediaBytesMax), o.MediaBytesMax, 1, uint.MaxValue),
        (nameof(o.UploadsMax), o.UploadsMax, 1, 10_000),
        (nameof(o.MediaBytesPerAccountMax), o.MediaBytesPerAccountMax, 1, long.MaxValue),
        (nameof(o.UploadsPerAccountMax), o.UploadsPerAccountMax, 1, 1_000),
        (nameof(o.UploadExpiryHours), o.UploadExpiryHours, 1, 24 * 365),
        (nameof(o.MediaUnreferredHours), o.MediaUnreferredHours, 1, 24 * 365),
        (nameof(o.MediaSweepMinutes), o.MediaSweepMinutes, 1, 24 * 60),
        (nameof(o.ClamdTimeoutSeconds), o.ClamdTimeoutSeconds, 1, 3_600),
        ("Push:QuietSeconds", o.Push.QuietSeconds, 0, 3_600),
        ("Push:IntervalSeconds", o.Push.IntervalSeconds, 0, 86_400),
        ("Push:IdleSeconds", o.Push.IdleSeconds, 1, 86_400),
        ("Push:LifetimeSeconds", o.Push.LifetimeSeconds, 60, 28 * 86_400),
        (nameof(o.DevicesPerAccountMax), o.DevicesPerAccountMax, 1, 1_000),
        (nameof(o.PasswordMemoryKiB), o.PasswordMemoryKiB, 8, 4 * 1024 * 1024),
        (nameof(o.PasswordPasses), o.PasswordPasses, 1, 100),
        (nameof(o.PasswordWorkers), o.PasswordWorkers, 0, 256),
        (nameof(o.PasswordQueueMax), o.PasswordQueueMax, 0, 100_000),
        (nameof(o.SignInsPerAddressMinute), o.SignInsPerAddressMinute, 1, 1_000_000),
        (nameof(o.SignInsPerHandleMinute), o.SignInsPerHandleMinute, 1, 1_000_000),
        (nameof(o.RegistrationsPerAddressHour), o.RegistrationsPerAddressHour, 1, 1_000_000),
        (nameof(o.LookUpsPerAccountMinute), o.LookUpsPerAccountMinute, 1, 1_000_000),
        (nameof(o.CodesPerAccountHour), o.CodesPerAccountHour, 1, 1_000_000),
        (nameof(o.WebhookPostsPerMinute), o.WebhookPostsPerMinute, 1, 1_000_000),
        ("Mail:Port", o.Mail.Port, 1, ushort.MaxValue),
        (nameof(o.GuestDays), o.GuestDays, 0, 3_650),
        (nameof(o.RequestsPerDeviceSecond), o.RequestsPerDeviceSecond, 1, 1_000_000),
        (nameof(o.RequestBurstPerDevice), o.RequestBurstPerDevice, 1, 1_000_000),
        (nameof(o.SendsPerDeviceSecond), o.SendsPerDeviceSecond, 0, 1_000_000),
        (nameof(o.RequestsPerAccountMinute), o.RequestsPerAccountMinute, 0, 10_000_000),
        (nameof(o.SearchesPerAccountMinute), o.SearchesPerAccountMinute, 0, 10_000_000),
        (nameof(o.ConversationsPerAccountHour), o.ConversationsPerAccountHour, 0, 10_000_000),
        (nameof(o.WebhooksPerAccountHour), o.WebhooksPerAccountHour, 0, 10_000_000),
        (nameof(o.UploadsPerAccountHour), o.UploadsPerAccountHour, 0, 10_000_000),
        (nameof(o.HttpRequestsPerAddressMinute), o.HttpRequestsPerAddressMinute, 0, 10_000_000),
        (nameof(o.DeletionGraceHours), o.DeletionGraceHours, 0, 24 * 365),
        (nameof(o.HandleQuarantineDays), o.HandleQuarantineDays, 0, 3_650),
        (nameof(o.ExportsKeptHours), o.ExportsKeptHours, 1, 24 * 365),
        (nameof(o.ResolvedReportsKeptDays), o.ResolvedReportsKeptDays, 0, 36_500),
        (nameof(o.ReportsPerAccountHour), o.ReportsPerAccountHour, 1, 1_000_000),
        (nameof(o.ExportsPerAccountDay), o.ExportsPerAccountDay, 1, 1_000_000),
    ];
}
