using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Media;

/// <summary>
/// How far each draft's uploads are: told to its timeline row and to the caller's progress. Thread-safe; everything under the
/// gate. Entries live while a draft is uploading, which is bounded by the outbox.
/// </summary>
internal sealed class UploadBoard(ChangeFeed changes)
{
    /// <summary>A row is redrawn at most once per this many bytes; the caller's own progress hears of every chunk.</summary>
    private const long RedrawBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<MessageId, Transfer> _transfers = [];
    private readonly Dictionary<MessageId, IProgress<Transfer>> _listeners = [];
    private readonly Dictionary<MessageId, CancellationTokenSource> _running = [];

    public Transfer? Find(MessageId message)
    {
        lock (_gate)
            return _transfers.TryGetValue(message, out var transfer) ? transfer : null;
    }

    /// <summary>Forwards the progress of a draft that this process enqueued.</summary>
    public void Listen(MessageId message, IProgress<Transfer> listener)
    {
        lock (_gate)
            _listeners[message] = listener;
    }

    public void Report(ConversationId conversation, MessageId message, Transfer transfer)
    {
        IProgress<Transfer>? listener;
        bool redraw;
        lock (_gate)
        {
            redraw = !_transfers.TryGetValue(message, out var before)
                || before.BytesDone / RedrawBytes != transfer.BytesDone / RedrawBytes
                || transfer.BytesDone == transfer.BytesTotal;
            if (redraw)
                _transfers[message] = transfer;
            _listeners.TryGetValue(message, out listener);
        }

        listener?.Report(transfer);
        if (redraw)
            changes.Publish(conversation, ChangeKinds.Outbox);
    }

    /// <summary>Lets <see cref="Forget"/> end the uploads of a draft; <see cref="End"/> is next.</summary>
    public CancellationTokenSource Begin(MessageId message, CancellationToken cancellationToken)
    {
        var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_gate)
            _running[message] = running;
        return running;
    }

    public void End(MessageId message)
    {
        lock (_gate)
        {
            if (_running.Remove(message, out var running))
                running.Dispose();
        }
    }

    /// <summary>The draft is decided or withdrawn: what still runs for it ends.</summary>
    public void Forget(MessageId message)
    {
        lock (_gate)
        {
            _transfers.Remove(message);
            _listeners.Remove(message);
            if (_running.TryGetValue(message, out var running))
                running.Cancel();
        }
    }
}
