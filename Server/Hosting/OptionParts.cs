using FastChat.Server.Accounts;
using FastChat.Server.Administration;
using FastChat.Server.Auth;
using FastChat.Server.Handlers;
using FastChat.Server.Media;
using FastChat.Server.Sessions;
using FastChat.Server.Transport;

namespace FastChat.Server.Hosting;

/// <summary>What of the options concerns each part: at the start, and again when they are replaced.</summary>
internal static class OptionParts
{
    // What a load generator needs: so high that it never strikes.
    private const int UnlimitedRequests = 1_000_000;

    public static AuthOptions Auth(ServerOptions options) => new(
        options.DevicesPerAccountMax,
        options.SignInsPerAddressMinute,
        options.SignInsPerHandleMinute,
        options.RegistrationsPerAddressHour,
        options.LookUpsPerAccountMinute,
        options.CodesPerAccountHour,
        options.ReportsPerAccountHour,
        options.ExportsPerAccountDay,
        options.RequestsPerAccountMinute,
        options.SearchesPerAccountMinute,
        options.ConversationsPerAccountHour,
        options.WebhooksPerAccountHour,
        options.UploadsPerAccountHour,
        options.HttpRequestsPerAddressMinute,
        LimitsLifted: options.Seeding.Enabled);

    public static TransportOptions Transport(ServerOptions options) => new()
    {
        ConnectionsMax = options.ConnectionsMax,
        ConnectionsPerAddressMax = options.Seeding.Enabled ? options.ConnectionsMax : options.ConnectionsPerAddressMax,
    };

    public static SessionSettings Sessions(ServerOptions options) => new()
    {
        KeepAliveSeconds = options.KeepAliveSeconds,
        MembersMax = options.MembersMax,
        MediaBytesMax = options.MediaBytesMax,
        RequestsPerSecondMax = options.Seeding.Enabled ? UnlimitedRequests : options.RequestsPerDeviceSecond,
        RequestBurstMax = options.Seeding.Enabled ? UnlimitedRequests : options.RequestBurstPerDevice,
        SendsPerSecondMax = options.Seeding.Enabled ? 0 : options.SendsPerDeviceSecond,
    };

    public static MediaOptions Media(ServerOptions options) => new(options.MediaBytesMax, options.UploadsMax, options.MediaBytesPerAccountMax)
    {
        TypesAllowed = options.MediaTypesAllowed,
        UnscannedAllowed = options.MediaUnscannedAllowed,
        UploadsPerAccountMax = options.UploadsPerAccountMax,
        UploadExpiry = TimeSpan.FromHours(options.UploadExpiryHours),
        UnreferredMax = TimeSpan.FromHours(options.MediaUnreferredHours),
        SweepInterval = TimeSpan.FromMinutes(options.MediaSweepMinutes),
    };

    public static RegistrationPolicy Registration(ServerOptions options) => new(
        IsOpen: options.Registration == RegistrationMode.Open,
        TakesInvitations: options.Registration == RegistrationMode.Invitation,
        options.GuestDays);

    public static IncomingWebhookLimits IncomingWebhooks(ServerOptions options) => new(options.WebhookPostsPerMinute);

    public static ReportPolicy Reports(ServerOptions options) => new(options.ReportedContentKept, options.ResolvedReportsKeptDays);

    public static AdministrationOptions Administration(ServerOptions options) =>
        new(options.DeletionGraceHours, options.HandleQuarantineDays, options.ExportsKeptHours);
}
