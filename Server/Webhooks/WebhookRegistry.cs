using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Outbound;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Webhooks;

namespace FastChat.Server.Webhooks;

/// <summary>
/// Makes, lists, changes and ends webhooks: what an administrator's commands call. Every change is durable when it returns; the loop
/// of shard 0 is its one writer. Thread-safe.
/// </summary>
internal sealed class WebhookRegistry(
    ChatDatabase database, RecordWriter records, ShardRouter router, WebhookFeed feed, AddressPolicy policy, IIdSource ids, TimeProvider time)
{
    private volatile IReadOnlyList<(WebhookId Id, WebhookRecord Record)> _enabled = [];

    /// <summary>Raised after conversations were set back, on any thread.</summary>
    public event Action? Replayed;

    /// <summary>Those that are told, as of the last change.</summary>
    public IReadOnlyList<(WebhookId Id, WebhookRecord Record)> Enabled => _enabled;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public IReadOnlyList<(WebhookId Id, WebhookRecord Record)> List() => database.Webhooks.ReadAfter(WebhookId.None, int.MaxValue);

    /// <summary>A new one, told of what happens from now on.</summary>
    /// <param name="address">https, and an address that the server may call.</param>
    /// <param name="events">Names of events; none: all.</param>
    /// <param name="withContent">Whether events hold what was said, as far as the server can read it.</param>
    /// <returns>Its id, and the secret that signs.</returns>
    /// <exception cref="RefusalException">PushEndpointRefused, Malformed, LimitReached, Busy.</exception>
    public async Task<(WebhookId Id, string Secret)> CreateAsync(string address, IReadOnlyList<string> events, bool withContent)
    {
        Require(address, events);
        var (id, secret) = (ids.NewId<WebhookId>(), WebhookSecret.Create());
        await feed.BeginAsync();
        await WriteAsync(batch =>
        {
            if (List().Count >= WebhookLimits.WebhooksMax)
                throw new RefusalException(Code.LimitReached, $"There are at most {WebhookLimits.WebhooksMax} webhooks.");
            database.Webhooks.Put(batch, id, new WebhookRecord(address, secret, [], 0, events, withContent, false, true, 0, NowMs));
        });
        return (id, WebhookSecret.Write(secret));
    }

    /// <summary>Gives a new secret; the old one signs beside it for a day.</summary>
    /// <exception cref="RefusalException">NotFound; Forbidden: it is one of the options; Busy.</exception>
    public async Task<string> RotateSecretAsync(WebhookId id)
    {
        var secret = WebhookSecret.Create();
        await ChangeAsync(id, record => record.FromOptions
            ? throw new RefusalException(Code.Forbidden, "Its secret is one of the options.")
            : record with
            {
                Secret = secret,
                PreviousSecret = record.Secret,
                PreviousUntilMs = NowMs + (long)WebhookLimits.PreviousSecretLifetime.TotalMilliseconds,
            });
        return WebhookSecret.Write(secret);
    }

    /// <summary>Goes on telling one that was disabled, where it stood; what happened meanwhile elsewhere is for <see cref="ReplayAsync(WebhookId, DateTimeOffset)"/>.</summary>
    /// <exception cref="RefusalException">NotFound, Busy.</exception>
    public async Task EnableAsync(WebhookId id)
    {
        await feed.BeginAsync();
        await ChangeAsync(id, record => record with { Enabled = true, FailingSinceMs = 0 });
        Replayed?.Invoke();
    }

    /// <exception cref="RefusalException">NotFound; Forbidden: it is one of the options; Busy.</exception>
    public Task DeleteAsync(WebhookId id) => WriteAsync(batch =>
    {
        var record = database.Webhooks.Read(id) ?? throw NotFound();
        if (record.FromOptions) throw new RefusalException(Code.Forbidden, "It is one of the options: take it out there.");
        database.Webhooks.Delete(batch, id);
    });

    /// <summary>Tells one conversation again from a sequence on. Receivers know repeated events by their ids.</summary>
    /// <exception cref="RefusalException">NotFound, Busy.</exception>
    public async Task ReplayAsync(WebhookId id, ConversationId conversation, ulong fromSequence)
    {
        if (database.Webhooks.Read(id) is null) throw NotFound();
        await SetBackAsync(id, conversation, fromSequence == 0 ? 0 : fromSequence - 1);
        Replayed?.Invoke();
    }

    /// <summary>Tells all conversations again from a time on; returns how many have something to tell.</summary>
    /// <exception cref="RefusalException">NotFound, Busy.</exception>
    public async Task<int> ReplayAsync(WebhookId id, DateTimeOffset from)
    {
        if (database.Webhooks.Read(id) is null) throw NotFound();
        var (after, count) = (ConversationId.None, 0);
        while (database.Conversations.ReadIds(after, WebhookLimits.ConversationsPage) is { Count: > 0 } page)
        {
            foreach (var conversation in page)
            {
                if (database.Conversations.ReadHead(conversation) is not { } head || head.LastTimeMs < from.ToUnixTimeMilliseconds()) continue;
                var before = ExaminedLogs.Before(database, conversation, head.Sequence, from.ToUnixTimeMilliseconds());
                if (before >= head.Sequence) continue;
                await SetBackAsync(id, conversation, before);
                count++;
            }

            after = page[^1];
        }

        Replayed?.Invoke();
        return count;
    }

    /// <summary>Makes those of the options what they say, and forgets those that they do not name any more.</summary>
    public async Task ApplyAsync(IReadOnlyList<WebhookSetting> settings)
    {
        var wanted = settings.ToDictionary(setting => IdOf(setting.Address));
        if (wanted.Count == 0 && !List().Any(webhook => webhook.Record.FromOptions))
        {
            Refresh();
            return;
        }

        if (wanted.Count > 0) await feed.BeginAsync();
        await WriteAsync(batch =>
        {
            foreach (var (id, record) in List())
            {
                if (record.FromOptions && !wanted.ContainsKey(id)) database.Webhooks.Delete(batch, id);
            }

            foreach (var (id, setting) in wanted)
            {
                var before = database.Webhooks.Read(id);
                database.Webhooks.Put(batch, id, new WebhookRecord(
                    setting.Address,
                    setting.Secret,
                    setting.PreviousSecret ?? [],
                    setting.PreviousSecret is null ? 0 : long.MaxValue,
                    setting.Events,
                    setting.WithContent,
                    FromOptions: true,
                    // A restart is how somebody who uses options says that it was mended.
                    Enabled: true,
                    0,
                    before?.CreatedMs ?? NowMs));
            }
        });
    }

    /// <summary>Nothing of it has succeeded since a time (0: the last did), or it is not told any more.</summary>
    public Task NoteAsync(WebhookId id, long failingSinceMs, bool isEnabled) => ChangeAsync(
        id, record => record with { FailingSinceMs = failingSinceMs, Enabled = record.Enabled && isEnabled });

    private static WebhookId IdOf(string address) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("fastchat/webhook/" + address))));

    private static RefusalException NotFound() => new(Code.NotFound, "There is no such webhook.");

    private void Require(string address, IReadOnlyList<string> events)
    {
        if (policy.Read(address) is null) throw new RefusalException(Code.PushEndpointRefused, "A webhook is an https address that the server may call.");
        if (events.Except(WebhookEvents.Names).FirstOrDefault() is { } unknown)
            throw new RefusalException(Code.Malformed, $"There is no event {unknown}; there are {string.Join(", ", WebhookEvents.Names)}.");
    }

    private Task ChangeAsync(WebhookId id, Func<WebhookRecord, WebhookRecord> change) => WriteAsync(batch =>
        database.Webhooks.Put(batch, id, change(database.Webhooks.Read(id) ?? throw NotFound())));

    private async Task WriteAsync(Action<Storage.Commit.CommitBatch> write)
    {
        await records.RunAsync(0, UInt128.Zero, batch =>
        {
            write(batch);
            return true;
        });
        Refresh();
    }

    private void Refresh() => _enabled = [.. List().Where(webhook => webhook.Record.Enabled)];

    private async Task SetBackAsync(WebhookId id, ConversationId conversation, ulong told)
    {
        var position = new WebhookPositionRecord(told, NowMs, 0);
        var command = new WriteBesideCommand(
            conversation, (batch, key) => database.WebhookPositions.Put(batch, new WebhookPlace(conversation, id), in position, key));
        router.Route(command);
        await command.Completion;
    }
}
