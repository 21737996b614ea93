using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Media;

/// <summary>
/// One request at a time works on an upload. A new one takes over from one that still waits for bytes: a client whose connection broke
/// comes back before the server has noticed. Thread-safe.
/// </summary>
internal sealed class UploadTurns(TimeProvider time)
{
    private readonly Lock _gate = new();

    // Under _gate; as many as requests are under way.
    private readonly Dictionary<MediaId, UploadTurn> _turns = [];

    /// <exception cref="RefusalException">Busy: the one before does not end.</exception>
    public async Task<UploadTurn> EnterAsync(MediaId upload, CancellationToken cancellation)
    {
        while (true)
        {
            UploadTurn? before;
            lock (_gate)
            {
                if (!_turns.TryGetValue(upload, out before))
                {
                    return _turns[upload] = new UploadTurn(turn => Leave(upload, turn));
                }
            }

            before.AskToLeave();
            try
            {
                await before.Left.WaitAsync(MediaLimits.TurnWait, time, cancellation);
            }
            catch (TimeoutException)
            {
                throw new RefusalException(Code.Busy, "Another request of this upload has not ended.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
            }
        }
    }

    private void Leave(MediaId upload, UploadTurn turn)
    {
        lock (_gate)
        {
            if (_turns.GetValueOrDefault(upload) == turn) _turns.Remove(upload);
        }
    }
}
