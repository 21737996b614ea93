using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Server.Sessions;

namespace FastChat.Server.Transport;

/// <summary>
/// The read loop of a connection, and its life: ReadAsync → FrameReader → Session → AdvanceTo, until the peer or the server
/// ends it. Promise: frames are handled in order, one at a time; bytes are consumed when their frame was handled, and
/// examined to the end while one is incomplete.
/// </summary>
internal static class ConnectionReader
{
    /// <summary>Runs the connection until both directions have ended; does not throw.</summary>
    internal static async Task RunAsync(Connection connection, ConnectionSweep sweep, CoarseClock clock)
    {
        var input = connection.Input;
        var session = connection.Session;
        sweep.Add(connection);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync();
                session.Heard();
                var buffer = read.Buffer;
                var (consumed, wait) = Handle(connection, buffer, clock.NowMs);
                input.AdvanceTo(consumed, wait is null ? buffer.End : consumed);
                if (wait is not null)
                    await wait;
                else if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            // The peer is gone, or was cut: nothing to tell, and nobody to tell it to.
        }
        catch (Exception exception)
        {
            session.Fail(exception);
        }

        await connection.Writer.StopAsync();
        await connection.FinishOutputAsync(session.Outbound.CloseCode);
        try
        {
            session.End();
        }
        catch (Exception exception)
        {
            session.Fail(exception);
        }
        finally
        {
            sweep.Remove(connection); // Last of what touches storage: shutdown waits for it.
            connection.HangUp();
            connection.Ended();
        }
    }

    /// <summary>
    /// Handles the whole frames in the buffer. Returns what is consumed, and what to wait for before the rest is handled:
    /// the answer to Hello, or room for responses.
    /// </summary>
    private static (SequencePosition Consumed, Task? Wait) Handle(
        Connection connection, ReadOnlySequence<byte> buffer, long nowMs)
    {
        var session = connection.Session;
        var isNew = false;
        while (!session.Outbound.IsClosed)
        {
            switch (FrameReader.TryRead(ref buffer, session.FrameBytesMax, out var frame))
            {
                case FrameStatus.Frame:
                    isNew = true;
                    var handled = Receive(session, in frame);
                    if (handled.IsCompletedSuccessfully && !session.Outbound.HasResponseBacklog)
                        continue;
                    connection.NotePartial(0, isNew, nowMs);
                    return (buffer.Start, ContinueAsync(session, handled));
                case FrameStatus.NeedMore:
                    connection.NotePartial(buffer.Length, isNew, nowMs);
                    return (buffer.Start, null);
                case FrameStatus.TooLarge:
                    session.Close(
                        session.Stage == SessionStage.Open ? Code.CloseFrameTooLarge : Code.CloseProtocolViolation,
                        $"A frame is larger than {session.FrameBytesMax} bytes.");
                    break;
                default:
                    session.Close(Code.CloseProtocolViolation, "The length of a frame does not end.");
                    break;
            }
        }

        // Closing: bytes are read and dropped until the peer hangs up or is cut, because closing a socket that has unread
        // bytes resets it, and the Close frame would be lost.
        connection.NotePartial(0, isNew, nowMs);
        return (buffer.End, null);
    }

    private static ValueTask Receive(Session session, in ReadOnlySequence<byte> frame)
    {
        try
        {
            return session.ReceiveAsync(in frame);
        }
        catch (Exception exception)
        {
            session.Fail(exception);
            return ValueTask.CompletedTask;
        }
    }

    private static async Task ContinueAsync(Session session, ValueTask handled)
    {
        await handled;
        await session.Outbound.WhenBacklogIsGone();
    }

    internal static bool IsLoss(Exception exception) => exception
        is IOException
        or OperationCanceledException
        or ObjectDisposedException
        or System.Net.WebSockets.WebSocketException
        or Microsoft.AspNetCore.Connections.ConnectionAbortedException;
}
