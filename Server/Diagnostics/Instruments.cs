using System.Diagnostics;
using System.Diagnostics.Metrics;
using FastChat.Protocol;

namespace FastChat.Server.Diagnostics;

/// <summary>
/// What the server measures; `/metrics` shows all of it. Static, because instruments belong to the process: several
/// servers in one process add up. All are thread-safe and cost a few nanoseconds while nobody listens; add once per turn
/// or batch where something happens per message.
/// </summary>
internal static class Instruments
{
    /// <summary>Every meter of ours begins with this.</summary>
    public const string MeterPrefix = "FastChat.";

    private static readonly Meter Server = new(MeterPrefix + "Server");

    // The straight line.
    public static readonly Counter<long> MessagesAccepted =
        Server.CreateCounter<long>("fastchat.messages.accepted", "{entry}", "Entries that got a sequence and are durable.");

    public static readonly Counter<long> Turns =
        Server.CreateCounter<long>("fastchat.shard.turns", "{turn}", "Turns of the shard loops that committed something.");

    public static readonly Histogram<double> CommitDurationSeconds = Server.CreateHistogram<double>(
        "fastchat.commit.duration", "s", "One commit: one WriteBatch and one WAL sync.", null, Buckets(0.0001, 2, 16));

    /// <summary>Commands that wait for a turn: an observed value, made where the router is known.</summary>
    public const string ShardQueueDepth = "fastchat.shard.queue.depth";

    public static readonly Counter<long> EventsDropped = Server.CreateCounter<long>(
        "fastchat.events.dropped", "{frame}", "Live events dropped because a connection's outbound queue was full.");

    public static readonly Counter<long> BytesSent =
        Server.CreateCounter<long>("fastchat.bytes.sent", "By", "Bytes written to connections.");

    // Connections; tag `transport`: tcp, tls, websocket.
    public static readonly UpDownCounter<long> Connections =
        Server.CreateUpDownCounter<long>("fastchat.connections", "{connection}", "Open connections.");

    public static readonly UpDownCounter<long> Sessions =
        Server.CreateUpDownCounter<long>("fastchat.sessions", "{session}", "Authenticated connections.");

    public static readonly Counter<long> ConnectionsClosed =
        Server.CreateCounter<long>("fastchat.connections.closed", "{connection}", "Connections that the server closed, by code.");

    private static readonly Counter<long> Refusals =
        Server.CreateCounter<long>("fastchat.refusals", "{refusal}", "Requests that were refused, by code.");

    // Accounts and media.
    public static readonly Counter<long> PasswordHashes =
        Server.CreateCounter<long>("fastchat.password.hashes", "{hash}", "Argon2id computations.");

    public static readonly UpDownCounter<long> PasswordQueueDepth =
        Server.CreateUpDownCounter<long>("fastchat.password.queue.depth", "{hash}", "Argon2id computations that wait or run.");

    public static readonly Counter<long> MediaBytesReceived =
        Server.CreateCounter<long>("fastchat.media.received", "By", "Bytes of uploaded media.");

    public static readonly Counter<long> MediaRejected =
        Server.CreateCounter<long>("fastchat.media.rejected", "{blob}", "Uploads that a scanner found to be harmful.");

    public static readonly Counter<long> MediaCollected =
        Server.CreateCounter<long>("fastchat.media.collected", "{blob}", "Media that were deleted because nothing referred to them.");

    // Push; tags `kind` and `outcome`.
    public static readonly Counter<long> Pushes =
        Server.CreateCounter<long>("fastchat.pushes", "{push}", "Pushes handed to services, by kind and outcome.");

    private static readonly Counter<long> WebhookEvents =
        Server.CreateCounter<long>("fastchat.webhook.events", "{event}", "Events that webhooks were told, and those that they did not take.");

    /// <summary>Counts an event that a webhook took, or did not.</summary>
    public static void CountWebhook(bool isTaken) => WebhookEvents.Add(1, new TagList { { "outcome", isTaken ? "Taken" : "Failed" } });

    /// <summary>Counts a refusal under its code's name.</summary>
    public static void CountRefusal(Code code) => Refusals.Add(1, new TagList { { "code", code.ToString() } });

    /// <summary>Counts a connection that the server ended.</summary>
    public static void CountClose(Code code) => ConnectionsClosed.Add(1, new TagList { { "code", code.ToString() } });

    private static InstrumentAdvice<double> Buckets(double first, double factor, int count) => new()
    {
        HistogramBucketBoundaries = [.. Enumerable.Range(0, count).Select(i => first * Math.Pow(factor, i))],
    };
}
