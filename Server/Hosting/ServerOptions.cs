using FastChat.Protocol;

namespace FastChat.Server.Hosting;

/// <summary>
/// Everything an operator may set: configuration section `FastChat`, environment variables `FASTCHAT__NAME`, or
/// `--Name value` on the command line. docs/OPERATIONS.md has the table. Limits that are not here are constants.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>A port that is not opened at all.</summary>
    public const int Off = -1;

    /// <summary>Where the database, media and admin socket lie. Only this server may touch it while it runs.</summary>
    public string DataDirectory { get; init; } = DefaultDataDirectory;

    /// <summary>The file of the key-encryption key; null: `fastchat/key` in the user's configuration directory.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The key-encryption key itself (base64); wins over the file. From the variable `FASTCHAT_KEY` as well.</summary>
    public string? KeyText { get; init; }

    /// <summary>The address to listen on. Plaintext goes beyond loopback with <see cref="AllowPlaintextRemote"/> only.</summary>
    public string BindAddress { get; init; } = "127.0.0.1";

    /// <summary>Plain TCP; 0: any free port, -1: off.</summary>
    public int TcpPort { get; init; } = 7400;

    /// <summary>TLS; opened when there is a certificate.</summary>
    public int TlsPort { get; init; } = 7401;

    /// <summary>HTTP and WebSocket.</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>HTTPS and WebSocket over TLS; opened when there is a certificate.</summary>
    public int HttpsPort { get; init; } = 8443;

    /// <summary>
    /// A port of its own for the admin API (/v1/admin), which is then nowhere else; -1: it is served beside the rest. TLS when there is a
    /// certificate and <see cref="AdminBindAddress"/> is not loopback.
    /// </summary>
    public int AdminPort { get; init; } = Off;

    /// <summary>Where <see cref="AdminPort"/> listens. Beyond loopback a certificate is needed.</summary>
    public string AdminBindAddress { get; init; } = "127.0.0.1";

    /// <summary>Written once the server listens: one JSON object with the addresses and the process id. For scripts.</summary>
    public string? PortFile { get; init; }

    /// <summary>Lets the plaintext ports listen on an address that is not loopback. Passwords then cross the network in clear.</summary>
    public bool AllowPlaintextRemote { get; init; }

    /// <summary>A PEM certificate chain, or a PKCS#12 file (.pfx, .p12).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The PEM private key of <see cref="CertificatePath"/>.</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>Web origins that may use HTTP and WebSocket from a browser, such as `https://chat.example`.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Shows /metrics to other machines too.</summary>
    public bool MetricsRemote { get; init; }

    /// <summary>Loops that own the 256 shards; 0: one per processor.</summary>
    public int ShardLoops { get; init; }

    /// <summary>False turns the sync of every commit off: acked messages may be lost. For the power-loss test's control only.</summary>
    public bool SyncWrites { get; init; } = true;

    /// <summary>
    /// Writes a log file of 64 MiB to its full size once after each start, beside everything else: every commit is faster
    /// from then on. Off saves that disk space where commits are few.
    /// </summary>
    public bool PrepareLog { get; init; } = true;

    /// <summary>Open connections in all.</summary>
    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>Open connections of one address (IPv6: of one /64).</summary>
    public int ConnectionsPerAddressMax { get; init; } = 256;

    /// <summary>How often each side of a connection says something at least.</summary>
    public int KeepAliveSeconds { get; init; } = 30;

    /// <summary>Members of one group.</summary>
    public int MembersMax { get; init; } = ProtocolLimits.GroupMembersMax;

    /// <summary>One upload.</summary>
    public long MediaBytesMax { get; init; } = 100L * 1024 * 1024;

    /// <summary>Uploads at once, in all.</summary>
    public int UploadsMax { get; init; } = 64;

    /// <summary>Uploaded bytes of one account that are kept at the same time.</summary>
    public long MediaBytesPerAccountMax { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Uploads in parts of one account that are not whole yet.</summary>
    public int UploadsPerAccountMax { get; init; } = 16;

    /// <summary>An upload in parts that is not gone on with for so long is forgotten.</summary>
    public int UploadExpiryHours { get; init; } = 24;

    /// <summary>Media types that are stored, as found in their bytes, `image/*` for all of a kind; empty: all.</summary>
    public IReadOnlyList<string> MediaTypesAllowed { get; init; } = [];

    /// <summary>For how long an upload may wait for a message or a profile that refers to it.</summary>
    public int MediaUnreferredHours { get; init; } = 24 * 7;

    /// <summary>How often media that nothing refers to are looked for.</summary>
    public int MediaSweepMinutes { get; init; } = 60;

    /// <summary>ClamAV's daemon that judges every upload: `tcp://HOST:PORT`, or `unix:` and a path; null: none.</summary>
    public string? ClamdAddress { get; init; }

    /// <summary>How long one scan may take.</summary>
    public int ClamdTimeoutSeconds { get; init; } = 60;

    /// <summary>Whether uploads are stored although a scanner could not be asked. False: they are refused until it can.</summary>
    public bool MediaUnscannedAllowed { get; init; }

    /// <summary>Devices of one account that are signed in.</summary>
    public int DevicesPerAccountMax { get; init; } = 32;

    /// <summary>Argon2id: memory of one computation.</summary>
    public int PasswordMemoryKiB { get; init; } = 64 * 1024;

    /// <summary>Argon2id: passes.</summary>
    public int PasswordPasses { get; init; } = 2;

    /// <summary>Argon2id computations at once; 0: half of the processors.</summary>
    public int PasswordWorkers { get; init; }

    /// <summary>Argon2id computations in line; beyond that BUSY.</summary>
    public int PasswordQueueMax { get; init; } = 256;

    /// <summary>Sign-ins a minute from one address.</summary>
    public int SignInsPerAddressMinute { get; init; } = 30;

    /// <summary>Sign-ins a minute to one handle, existing or not.</summary>
    public int SignInsPerHandleMinute { get; init; } = 10;

    /// <summary>Registrations an hour from one address.</summary>
    public int RegistrationsPerAddressHour { get; init; } = 20;

    /// <summary>Look-ups by handle a minute by one account.</summary>
    public int LookUpsPerAccountMinute { get; init; } = 120;

    /// <summary>One-time codes an hour that may be tried, or asked for, for one account.</summary>
    public int CodesPerAccountHour { get; init; } = 20;

    /// <summary>Identity providers whose word about people is taken; see <see cref="OpenIdOptions"/>.</summary>
    public IReadOnlyList<OpenIdOptions> OpenId { get; init; } = [];

    /// <summary>Keys by which the operator's own backend gets sessions for its people; at least 32 characters each.</summary>
    public IReadOnlyList<string> BackendKeys { get; init; } = [];

    /// <summary>Messages a minute through one webhook.</summary>
    public int WebhookPostsPerMinute { get; init; } = 60;

    /// <summary>See <see cref="MailOptions"/>.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>Who may make an account.</summary>
    public RegistrationMode Registration { get; init; } = RegistrationMode.Open;

    /// <summary>Lets people in as guests, without registering, for so many days; 0: there are no guests.</summary>
    public int GuestDays { get; init; }

    /// <summary>
    /// Whether the earlier words of edited messages stay in the log, for members to read. False: an edit cuts out what it takes the
    /// place of. What was kept before stays kept.
    /// </summary>
    public bool EditHistoryKept { get; init; } = true;

    /// <summary>See <see cref="PushOptions"/>.</summary>
    public PushOptions Push { get; init; } = new();

    /// <summary>Addresses that are told what happens; see <see cref="WebhookOptions"/>.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    /// <summary>See <see cref="OutboundOptions"/>.</summary>
    public OutboundOptions Outbound { get; init; } = new();
    /// <summary>Requests a second that one connection may make for long; sends are not counted here.</summary>
    public int RequestsPerDeviceSecond { get; init; } = 200;

    /// <summary>Requests that it may make at once after a rest.</summary>
    public int RequestBurstPerDevice { get; init; } = 1_000;

    /// <summary>Send frames a second that one connection may make for long, twice as many at once; 0: no limit but the shards'.</summary>
    public int SendsPerDeviceSecond { get; init; }

    /// <summary>Requests a minute by all devices of an account, over connections and HTTP; 0: no limit.</summary>
    public int RequestsPerAccountMinute { get; init; } = 24_000;

    /// <summary>Searches a minute by one account; 0: no limit.</summary>
    public int SearchesPerAccountMinute { get; init; } = 600;

    /// <summary>Conversations an hour that one account opens or makes; 0: no limit.</summary>
    public int ConversationsPerAccountHour { get; init; } = 3_600;

    /// <summary>Incoming webhooks an hour that one account makes, each of which leaves a bot behind; 0: no limit.</summary>
    public int WebhooksPerAccountHour { get; init; } = 60;

    /// <summary>Uploads an hour by one account; 0: no limit.</summary>
    public int UploadsPerAccountHour { get; init; } = 3_600;

    /// <summary>HTTP requests a minute from one address (IPv6: one /64); 0: no limit.</summary>
    public int HttpRequestsPerAddressMinute { get; init; } = 12_000;

    /// <summary>How long an account's deletion can be taken back before it begins; 0: it begins at once.</summary>
    public int DeletionGraceHours { get; init; }

    /// <summary>How long nobody gets the handle of a deleted account.</summary>
    public int HandleQuarantineDays { get; init; } = 30;

    /// <summary>How long the archive of an export can be downloaded.</summary>
    public int ExportsKeptHours { get; init; } = 72;

    /// <summary>Whether the content of a reported message is kept with the report, for administrators to read.</summary>
    public bool ReportedContentKept { get; init; } = true;

    /// <summary>How long reports are kept once they are resolved.</summary>
    public int ResolvedReportsKeptDays { get; init; } = 90;

    /// <summary>Reports of messages an hour by one account.</summary>
    public int ReportsPerAccountHour { get; init; } = 20;

    /// <summary>Exports a day of one account.</summary>
    public int ExportsPerAccountDay { get; init; } = 4;

    /// <summary>The handle under which the server sends announcements; nobody may register it.</summary>
    public string ServerHandle { get; init; } = "server";

    /// <summary>The name beside it.</summary>
    public string ServerDisplayName { get; init; } = "Server";

    /// <summary>See <see cref="SeedingOptions"/>.</summary>
    public SeedingOptions Seeding { get; init; } = new();

    /// <summary>Names the place only: options hold a key.</summary>
    public override string ToString() => $"{nameof(ServerOptions)} {{ {nameof(DataDirectory)} = {DataDirectory} }}";

    private static string DefaultDataDirectory => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "fastchat");

    /// <summary>
    /// For tests and demonstrations: free ports on loopback, everything in a new directory under <paramref name="parent"/>
    /// (null: the temporary directory), cheap password hashing, and limits that one busy machine does not reach.
    /// </summary>
    public static ServerOptions Ephemeral(string? parent = null)
    {
        var directory = Path.Combine(parent ?? Path.GetTempPath(), "fastchat-" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal));
        return new ServerOptions
        {
            DataDirectory = Path.Combine(directory, "data"),
            KeyFile = Path.Combine(directory, "key"),
            TcpPort = 0,
            TlsPort = 0,
            HttpPort = 0,
            HttpsPort = 0,
            PrepareLog = false,
            ConnectionsPerAddressMax = 20_000,
            PasswordMemoryKiB = 256,
            PasswordPasses = 1,
            PasswordQueueMax = 4_096,
            SignInsPerAddressMinute = 1_000_000,
            SignInsPerHandleMinute = 1_000,
            RegistrationsPerAddressHour = 1_000_000,
            LookUpsPerAccountMinute = 100_000,
            CodesPerAccountHour = 1_000,
            RequestsPerAccountMinute = 0,
            SearchesPerAccountMinute = 0,
            ConversationsPerAccountHour = 0,
            WebhooksPerAccountHour = 0,
            UploadsPerAccountHour = 0,
            HttpRequestsPerAddressMinute = 0,
        };
    }
}
