using System.Collections;
using System.Reflection;
using FastChat.Server.Accounts;
using FastChat.Server.Administration;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Handlers;
using FastChat.Server.Media;
using FastChat.Server.Sessions;
using FastChat.Server.Transport;

namespace FastChat.Server.Hosting;

/// <summary>
/// The options that are in force, and how they are replaced while the server runs: new ones are checked as a whole first, then all limits change
/// at once for what is open as well. What needs a restart stays as it was, and is named. Thread-safe.
/// </summary>
internal sealed partial class LiveOptions(
    Live<AuthOptions> auth,
    Live<TransportOptions> transport,
    Live<SessionSettings> sessions,
    Live<MediaOptions> media,
    Live<ReportPolicy> reports,
    Live<RegistrationPolicy> registration,
    Live<IncomingWebhookLimits> webhooks,
    Live<AdministrationOptions> administration,
    MembersLimit members,
    ServerOptions first,
    ILogger<LiveOptions> log)
{
    /// <summary>What changes without a restart.</summary>
    public static readonly IReadOnlyList<string> Reloadable =
    [
        nameof(ServerOptions.ConnectionsMax), nameof(ServerOptions.ConnectionsPerAddressMax), nameof(ServerOptions.MembersMax),
        nameof(ServerOptions.MediaBytesMax), nameof(ServerOptions.MediaBytesPerAccountMax), nameof(ServerOptions.DevicesPerAccountMax),
        nameof(ServerOptions.SignInsPerAddressMinute), nameof(ServerOptions.SignInsPerHandleMinute),
        nameof(ServerOptions.RegistrationsPerAddressHour), nameof(ServerOptions.LookUpsPerAccountMinute),
        nameof(ServerOptions.ReportsPerAccountHour), nameof(ServerOptions.ExportsPerAccountDay), nameof(ServerOptions.RequestsPerDeviceSecond),
        nameof(ServerOptions.RequestBurstPerDevice), nameof(ServerOptions.SendsPerDeviceSecond), nameof(ServerOptions.RequestsPerAccountMinute),
        nameof(ServerOptions.SearchesPerAccountMinute), nameof(ServerOptions.ConversationsPerAccountHour),
        nameof(ServerOptions.UploadsPerAccountHour), nameof(ServerOptions.HttpRequestsPerAddressMinute), nameof(ServerOptions.UploadsMax),
        nameof(ServerOptions.UploadsPerAccountMax), nameof(ServerOptions.UploadExpiryHours), nameof(ServerOptions.MediaTypesAllowed),
        nameof(ServerOptions.MediaUnscannedAllowed), nameof(ServerOptions.MediaUnreferredHours), nameof(ServerOptions.MediaSweepMinutes),
        nameof(ServerOptions.DeletionGraceHours), nameof(ServerOptions.HandleQuarantineDays), nameof(ServerOptions.ExportsKeptHours),
        nameof(ServerOptions.Registration), nameof(ServerOptions.GuestDays), nameof(ServerOptions.CodesPerAccountHour),
        nameof(ServerOptions.WebhooksPerAccountHour), nameof(ServerOptions.WebhookPostsPerMinute), nameof(ServerOptions.ReportedContentKept), nameof(ServerOptions.ResolvedReportsKeptDays),
    ];

    private static readonly PropertyInfo[] Properties =
        [.. typeof(ServerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)];

    private readonly Lock _gate = new();
    private ServerOptions _current = first;

    public ServerOptions Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>Puts the limits of these options in force; returns the names of those that changed.</summary>
    /// <exception cref="ServerOptionsException">They do not fit; the old ones stay in force, which is logged.</exception>
    public IReadOnlyList<string> Replace(ServerOptions next)
    {
        var mistakes = ServerOptionsRules.Check(next);
        if (mistakes.Count > 0)
        {
            Refuse(mistakes);
            throw new ServerOptionsException(mistakes);
        }

        lock (_gate)
        {
            var differing = Properties.Where(property => !Same(property.GetValue(_current), property.GetValue(next))).Select(property => property.Name).ToList();
            var changed = differing.Where(Reloadable.Contains).ToList();
            var waiting = differing.Except(changed).ToList();
            if (waiting.Count > 0) LogNeedsRestart(string.Join(", ", waiting));
            var copy = _current with { };
            foreach (var property in Properties.Where(property => changed.Contains(property.Name))) property.SetValue(copy, property.GetValue(next));
            _current = copy;

            auth.Value = OptionParts.Auth(_current);
            transport.Value = OptionParts.Transport(_current);
            sessions.Value = OptionParts.Sessions(_current);
            media.Value = OptionParts.Media(_current);
            reports.Value = OptionParts.Reports(_current);
            registration.Value = OptionParts.Registration(_current);
            webhooks.Value = OptionParts.IncomingWebhooks(_current);
            administration.Value = OptionParts.Administration(_current);
            members.MembersMax = _current.MembersMax;
            if (changed.Count > 0) LogChanged(string.Join(", ", changed));
            return changed;
        }
    }

    /// <summary>Says that new options were not taken.</summary>
    public void Refuse(IReadOnlyList<string> mistakes) => LogRefused(string.Join(" ", mistakes));

    // By content, lists and records of options in options too.
    private static bool Same(object? one, object? other)
    {
        if (one is null or string or ValueType || other is null || Equals(one, other)) return Equals(one, other);
        if (one is IEnumerable ones && other is IEnumerable others)
        {
            var (first, second) = (ones.Cast<object>().ToList(), others.Cast<object>().ToList());
            return first.Count == second.Count && first.Zip(second).All(pair => Same(pair.First, pair.Second));
        }

        return one.GetType().Namespace == typeof(ServerOptions).Namespace && one.GetType() == other.GetType()
            && one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).All(property => Same(property.GetValue(one), property.GetValue(other)));
    }

    [LoggerMessage(Diagnostics.EventIds.Hosting + 5, LogLevel.Information, "Options changed: {Names}")]
    private partial void LogChanged(string names);

    [LoggerMessage(Diagnostics.EventIds.Hosting + 6, LogLevel.Warning, "Options that need a restart were left as they are: {Names}")]
    private partial void LogNeedsRestart(string names);

    [LoggerMessage(Diagnostics.EventIds.Hosting + 7, LogLevel.Error, "The new options do not fit; the old ones stay in force. {Mistakes}")]
    private partial void LogRefused(string mistakes);
}
