using FastChat.Client.LocalState;

namespace FastChat.Client.Sync;

/// <summary>
/// Removes content from the store when it expires, connected or not. It looks again whenever the log changes, and at least every
/// minute: a device may sleep.
/// </summary>
internal sealed class ExpiryRunner(LocalStore store, TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var changes = store.Changes.Subscribe();
        while (true)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var next = store.Read(connection => connection.Number("SELECT COALESCE(MIN(expires_ms), 0) FROM entries WHERE expires_ms > 0"));
            if (next > 0 && next <= now)
            {
                await store.WriteAsync(EntryRemoval.RemoveExpired, cancellationToken: cancellationToken).ConfigureAwait(false);
                continue;
            }

            var wait = next == 0 ? WaitMax : TimeSpan.FromMilliseconds(Math.Min(next - now, (long)WaitMax.TotalMilliseconds));
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var change = changes.NextAsync(waiting.Token);
            await Task.WhenAny(change.AsTask(), Task.Delay(wait, time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
