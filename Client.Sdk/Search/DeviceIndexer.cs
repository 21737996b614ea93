using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using FastChat.Search;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Search;

/// <summary>
/// Takes what the store receives into its index, beside everything else: whenever something has changed, at most once a second.
/// It may lag: a search looks through what waits.
/// </summary>
internal sealed partial class DeviceIndexer(LocalStore store, AccountId me, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly StoredMessages _messages = new(me);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Takes in all conversations with at least so many waiting messages.</summary>
    public async Task IndexAsync(int pendingMin = StoreLimits.SearchPendingMin)
    {
        foreach (var key in store.Read(connection => SearchTable.ReadDue(connection, pendingMin)))
        {
            var more = true;
            while (more && !_stop.IsCancellationRequested)
                more = await store.WriteAsync(transaction => SearchWrites.Index(transaction, key, Read)).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private FastChat.Search.Index.SearchDocument? Read(StoreConnection connection, ConversationId conversation, long sequence) =>
        _messages.Read(connection, conversation, sequence)?.Document;

    private async Task RunAsync()
    {
        try
        {
            using var changes = store.Changes.Subscribe();
            while (true)
            {
                await IndexAsync().ConfigureAwait(false);
                await Task.Delay(Interval, time, _stop.Token).ConfigureAwait(false);
                await changes.NextAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The client ends; the next one goes on.
        }
        catch (Exception failure) when (failure is ChatException or SearchFormatException or InvalidDataException or ObjectDisposedException)
        {
            LogStopped(failure);
        }
    }

    [LoggerMessage(3003, LogLevel.Error, "The index for searches on this device stopped; what is new is looked through one by one.")]
    private partial void LogStopped(Exception failure);
}
