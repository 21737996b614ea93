using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>Something that was sent: it is on this device's disk and leaves as soon as it can. Thread-safe.</summary>
public sealed class Outgoing
{
    private readonly SignedInClient _client;
    private readonly ConversationId _conversation;
    private readonly Lock _gate = new();
    private Task<long>? _sent;   // Under _gate.

    internal Outgoing(SignedInClient client, ConversationId conversation, MessageId id)
    {
        _client = client;
        _conversation = conversation;
        Id = id;
    }

    /// <summary>The message's id: its key in timelines. Of an edit, a deletion or a reaction, the id of that entry.</summary>
    public MessageId Id { get; }

    /// <summary>
    /// Its sequence, once the server has it on disk; <see cref="ChatException"/> once it is refused or withdrawn (after
    /// <see cref="RetryAsync"/>, ask again); <see cref="ObjectDisposedException"/> when the client is disposed of before: it stays
    /// queued for the next time.
    /// </summary>
    public Task<long> Sent
    {
        get
        {
            lock (_gate)
                return _sent ??= WaitAsync();
        }
    }

    /// <summary>Takes it back.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: it may have left already, or was decided; delete it instead.</returns>
    public async Task<bool> WithdrawAsync(CancellationToken cancellationToken = default)
    {
        var withdrawn = await _client.Engine.WithdrawAsync(Id).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (withdrawn)
            _client.ForgetUpload(Id);
        return withdrawn;
    }

    /// <summary>Sends it again after a refusal. Does nothing when it is not refused.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RetryAsync(CancellationToken cancellationToken = default)
    {
        if (await _client.Engine.RetryAsync(Id).WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_gate)
                _sent = null;
        }
    }

    private async Task<long> WaitAsync()
    {
        var outcome = await _client.Engine.WhenSentAsync(_conversation, Id, CancellationToken.None).ConfigureAwait(false);
        return outcome.Sequence > 0
            ? outcome.Sequence
            : throw new ChatException(outcome.Code ?? ErrorCode.Withdrawn, outcome.Message ?? "The message was withdrawn.");
    }
}
