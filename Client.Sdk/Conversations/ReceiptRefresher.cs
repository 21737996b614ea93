using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Conversations;

/// <summary>
/// Asks for the members' cursors while somebody looks at a conversation: receipts are live only, so those of while the
/// connection was away, and of members who came since, have to be fetched. One request at a time.
/// </summary>
internal sealed class ReceiptRefresher : IDisposable
{
    private readonly SignedInClient _client;
    private readonly ConversationId _id;
    private readonly SemaphoreSlim _due = new(1, 1);
    private readonly Lock _gate = new();
    private readonly IDisposable _status;
    private long _membershipVersion;   // Under _gate.

    public ReceiptRefresher(SignedInClient client, ConversationId id, CancellationToken ended)
    {
        _client = client;
        _id = id;
        _status = client.Engine.OnStatus(status =>
        {
            if (status.State == ConnectionState.Live)
                Ask();
        });
        _ = Task.Run(() => RunAsync(ended), CancellationToken.None);
    }

    /// <summary>Asks again if the members have changed.</summary>
    public void Notice(long membershipVersion)
    {
        lock (_gate)
        {
            if (_membershipVersion == membershipVersion)
                return;
            _membershipVersion = membershipVersion;
        }

        Ask();
    }

    public void Dispose() => _status.Dispose();

    private void Ask()
    {
        lock (_gate)
        {
            if (_due.CurrentCount == 0)
                _due.Release();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _due.WaitAsync(cancellationToken).ConfigureAwait(false);
                var row = _client.Store.ReadConversation(_id);
                if (row is { HasState: true, LocalOnly: false, Left: false, Deleted: false, MemberCount: <= Receipts.MembersMax })
                    await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Nobody looks any more.
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MemberPages.RefreshAsync(_client, _id, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException)
        {
            // Removed meanwhile, or the server is busy: receipts stay as they are until the next occasion.
        }
    }
}
