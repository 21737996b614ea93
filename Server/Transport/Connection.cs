using System.IO.Pipelines;
using FastChat.Protocol;
using FastChat.Server.Sessions;

namespace FastChat.Server.Transport;

/// <summary>
/// A byte stream with a session on it, whatever carries the bytes. While it is idle it holds no buffer, no timer and no
/// task but the one that waits for bytes.
/// </summary>
/// <remarks>
/// The read loop writes the partial-frame numbers and the sweep reads them; a stale pair is judged again half a second
/// later.
/// </remarks>
internal abstract class Connection
{
    private long _closingSinceMs;
    private long _partialSinceMs;
    private long _partialBytes;

    private protected Connection(SessionServices services, PipeReader input, PipeWriter output, bool sharesThread = false)
    {
        Input = input;
        SharesThread = sharesThread;
        Writer = new ConnectionWriter(this, output);
        Session = new Session(services, Writer.Queue) { SharesReadThread = sharesThread };
    }

    internal PipeReader Input { get; }

    internal ConnectionWriter Writer { get; }

    internal Session Session { get; }

    /// <summary>The connection's place in the sweep's list; guarded by the sweep's lock.</summary>
    internal int SweepIndex { get; set; }

    /// <summary>The peer's address, where it is known.</summary>
    internal virtual System.Net.IPAddress? RemoteAddress => null;

    /// <summary>Bytes of an incomplete frame.</summary>
    internal long PartialBytes => _partialBytes;

    /// <summary>
    /// Whether the read loop runs on a thread that other connections share and wait for, and a drain on whatever thread has
    /// something to write: a flush takes a system call, and waits without the thread.
    /// </summary>
    internal bool SharesThread { get; }

    /// <summary>Runs it soon on the connection's own thread, if it has one that takes it.</summary>
    internal virtual bool TrySchedule(IThreadPoolWorkItem drain) => false;

    /// <summary>Cuts the stream; whoever reads or writes it is told by an end or an exception. Any thread, any time.</summary>
    internal abstract void Abort();

    /// <summary>
    /// Both directions are done with, as seen from here. For carriers that send what they have taken on a thread of their own, and
    /// would not do it any more once they are cut.
    /// </summary>
    internal virtual void HangUp() => Abort();

    /// <summary>All is over, nothing of it is used any more. Called once.</summary>
    internal abstract void Ended();

    /// <summary>The Close frame is flushed. For carriers that have a close of their own.</summary>
    internal virtual ValueTask FinishOutputAsync(Code code) => ValueTask.CompletedTask;

    /// <summary>After each read: whether a part of a frame waits for its rest.</summary>
    internal void NotePartial(long bytes, bool isNew, long nowMs)
    {
        if (bytes == 0)
            _partialSinceMs = 0;
        else if (isNew || _partialSinceMs == 0)
            _partialSinceMs = nowMs;
        _partialBytes = bytes;
    }

    /// <summary>Called twice a second by the sweep.</summary>
    internal void Check(long nowMs)
    {
        var partialMs = nowMs - _partialSinceMs;
        if (_partialSinceMs != 0
            && partialMs >= TransportLimits.PartialFrameGraceMs
            && _partialBytes * 1_000 < partialMs * TransportLimits.PartialFrameBytesPerSecondMin)
            Session.Close(Code.CloseTimeout, "A frame arrived too slowly.");
        Session.Check();
        if (!Session.Outbound.IsClosed)
            return;
        if (_closingSinceMs == 0)
            _closingSinceMs = nowMs;
        else if (nowMs - _closingSinceMs >= TransportLimits.CloseGraceMs)
            Abort();
    }
}
