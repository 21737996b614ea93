using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Versioning;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// One authenticated connection and everything that runs over it. When one of its tasks fails, the connection ends with it, and
/// the engine makes a new one: nothing limps on.
/// </summary>
internal sealed class LiveSession : IAsyncDisposable
{
    private readonly SessionParts _parts;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _tasks = Task.CompletedTask;

    public LiveSession(SessionParts parts, Stream stream)
    {
        _parts = parts;
        _logger = parts.Logger;
        Connection = new ServerConnection(stream, parts.Options.Time);
    }

    public ServerConnection Connection { get; }

    /// <summary>Says Hello and starts everything; returns when the server has welcomed us.</summary>
    public async Task OpenAsync(AccessToken token, Action caughtUp, CancellationToken cancellationToken)
    {
        var joined = SyncRunner.Joined(_parts.Store);
        var cursor = _parts.Store.Read(MetaTable.ReadCursor);
        var hello = new Wire.Hello
        {
            ProtocolVersion = ProtocolVersion.Current,
            AccessToken = token.Token,
            DeviceId = _parts.Store.Self.Device.ToByteString(),
            Client = _parts.Options.ClientName,
            Cursor = ByteString.CopyFrom(cursor),
        };
        var progress = new SendProgressBoard();
        var events = new EventReader(_parts.Store, _parts.Work, progress, _parts.Typing, _parts.Presence, _parts.Signals);

        // Events may come before the answer is looked at; they are taken from the start.
        var reading = Guard(() => events.RunAsync(Connection.Events));
        _tasks = reading;
        var response = await Connection.RequestAsync(new Wire.ClientFrame { Hello = hello }, cancellationToken).ConfigureAwait(false);
        var welcome = response.Welcome ?? throw new ChatException(ErrorCode.InvalidResponse, "The server did not say welcome.");
        Connection.SetKeepAlive(TimeSpan.FromSeconds(welcome.KeepAliveSeconds));
        _tasks = Task.WhenAll(reading, RunAsync(welcome, cursor, joined, progress, caughtUp));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
        await _tasks.ConfigureAwait(false);
        _stop.Dispose();
    }

    private Task RunAsync(
        Wire.Welcome welcome, byte[] cursor, IReadOnlyCollection<ConversationId> joined, SendProgressBoard progress, Action caughtUp)
    {
        var (store, work, time, stop) = (_parts.Store, _parts.Work, _parts.Options.Time, _stop.Token);
        var history = _parts.History;
        var gaps = new GapCloser(store, work, Connection, history, _logger);
        var sync = new SyncRunner(store, work, Connection, gaps);
        var repair = new OutboxRepair(store, work, Connection, history, _parts.Presence, time, _logger);
        var pump = new OutboxPump(store, work, progress, Connection, repair, time);
        var expires = DateTimeOffset.FromUnixTimeMilliseconds(welcome.AccessExpiresMs);
        var stated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Task.WhenAll(
            Guard(async () =>
            {
                await sync.StartAsync(welcome.Page ?? new Wire.SyncPage(), cursor, joined, () => stated.TrySetResult(), stop).ConfigureAwait(false);
                caughtUp();
                await sync.RepeatAsync(stop).ConfigureAwait(false);
            }),
            Guard(async () =>
            {
                // Nothing leaves before the sync told the last send numbers.
                await stated.Task.WaitAsync(stop).ConfigureAwait(false);
                await pump.RunAsync(stop).ConfigureAwait(false);
            }),
            Guard(async () =>
            {
                await stated.Task.WaitAsync(stop).ConfigureAwait(false);
                await gaps.RunAsync(stop).ConfigureAwait(false);
            }),
            Guard(() => new StateFetcher(store, work, Connection, _parts.Presence, _logger).RunAsync(stop)),
            Guard(() => new CursorMover(store, work, Connection, time, _logger).RunAsync(stop)),
            Guard(() => new ProfileFetcher(store, work, Connection, _logger).RunAsync(stop)),
            Guard(() => new PresenceSender(_parts.Presence, Connection, _logger).RunAsync(stop)),
            Guard(() => new WatchSender(_parts.Watches, Connection, _logger).RunAsync(stop)),
            Guard(() => new PersonalSync(store, work, Connection, _parts.Presence, time, _logger).RunAsync(stop)),
            Guard(() => new TokenRenewer(_parts.Tokens, Connection, time, _logger).RunAsync(expires, stop)),
            Guard(() => new PushSender(store, work, Connection, time, _logger).RunAsync(stop)),
            Guard(() => new UploadRunner(store, work, _parts.Uploads, time).RunAsync(stop)));
    }

    private async Task Guard(Func<Task> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionLostException)
        {
            // The connection is over.
        }
        catch (Exception exception)
        {
            SyncLog.TaskFailed(_logger, exception);
            Connection.End(new ConnectionEnd((exception as ChatException)?.Code ?? ErrorCode.ConnectionLost, exception.Message));
        }
    }
}
