namespace FastChat.Server.Media;

/// <summary>The right to work on one upload. Ends when disposed of; another request may ask for that.</summary>
internal sealed class UploadTurn(Action<UploadTurn> leave) : IDisposable
{
    private readonly CancellationTokenSource _wanted = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when another request waits: whoever sent it has given this one up.</summary>
    public CancellationToken Wanted => _wanted.Token;

    /// <summary>Done once the turn has ended.</summary>
    public Task Left => _left.Task;

    /// <summary>Asks for the end of the turn.</summary>
    public void AskToLeave()
    {
        try
        {
            _wanted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    public void Dispose()
    {
        leave(this);
        _left.TrySetResult();
        _wanted.Dispose();
    }
}
