using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Errors;

namespace FastChat.Client.Sync;

/// <summary>
/// Has the attachments of drafts uploaded, a few drafts at a time, oldest first; each then joins the outbox's line where its
/// place is.
/// </summary>
internal sealed class UploadRunner(LocalStore store, SyncWork work, IUploads uploads, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        work.Uploads.Add(true);
        while (true)
        {
            await work.Uploads.TakeAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
                var rows = store.Read(reader => OutboxTable.ReadUploads(reader, nowMs, EngineLimits.UploadsAtOnce));
                if (rows.Count == 0)
                    break;
                await Task.WhenAll(rows.Select(row => UploadAsync(row, cancellationToken))).ConfigureAwait(false);
            }
        }
    }

    private async Task UploadAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        try
        {
            var entry = await uploads.UploadAsync(row, cancellationToken).ConfigureAwait(false);
            await WriteAsync(transaction => OutboxWrites.Uploaded(transaction, row.Message, entry)).ConfigureAwait(false);
            work.Outbox.Add(row.Conversation);
        }
        catch (ChatException exception) when (((Code)(int)exception.Code).Advice() is not (Advice.Retry or Advice.Reconnect))
        {
            await WriteAsync(transaction => OutboxWrites.UploadFailed(transaction, row.Message, exception.Code, exception.Message, 0))
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await DelayAsync(row, exception as ChatException, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DelayAsync(OutboxRow row, ChatException? exception, CancellationToken cancellationToken)
    {
        var wait = exception?.RetryAfter ?? TimeSpan.FromMilliseconds(EngineLimits.UploadRetryMilliseconds);
        var retryAtMs = (time.GetUtcNow() + wait).ToUnixTimeMilliseconds();
        var code = exception?.Code ?? ErrorCode.Unreachable;
        await WriteAsync(transaction => OutboxWrites.UploadFailed(transaction, row.Message, code, "", retryAtMs)).ConfigureAwait(false);
        _ = WakeAsync(wait, cancellationToken);
    }

    private async Task WakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        work.Uploads.Add(true);
    }

    private Task<bool> WriteAsync(Action<StoreTransaction> apply) => store.WriteAsync(transaction =>
    {
        apply(transaction);
        return true;
    });
}
