using System.Buffers;
using System.IO.Pipelines;
using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Server.Transport;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Tests.Server.Transport;

/// <summary>The client's end of a connection that is two pipes in memory; the server's end is run by the real handler.</summary>
internal sealed class PipeConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Pipe _up = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _down = new(new PipeOptions(useSynchronizationContext: false));
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    internal PipeConnection(TcpConnectionHandler handler)
    {
        var context = new DefaultConnectionContext("test")
        {
            Transport = new Duplex(_up.Reader, _down.Writer),
        };
        context.ConnectionClosed.Register(() =>
        {
            _cut.TrySetResult();
            _up.Writer.Complete(new ConnectionAbortedException());
            _down.Writer.CancelPendingFlush();
            _down.Reader.CancelPendingRead();
        });
        _serving = Serve(handler, context);
    }

    /// <summary>The server has aborted the connection rather than waiting for the peer.</summary>
    internal Task Cut => _cut.Task.WaitAsync(Patience);

    internal bool IsCut => _cut.Task.IsCompleted;

    /// <summary>The server's side has come to its end.</summary>
    internal Task Ended => _serving.WaitAsync(Patience);

    internal async Task SendAsync(params ClientFrame[] frames) =>
        await WriteAsync([.. frames.SelectMany(FrameWriter.ToArray)]);

    internal async Task WriteAsync(byte[] bytes) => await _up.Writer.WriteAsync(bytes);

    internal void HangUp() => _up.Writer.Complete();

    /// <summary>The next frame; null once the server has ended the stream.</summary>
    internal async Task<ServerFrame?> ReceiveAsync()
    {
        while (true)
        {
            var read = await _down.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            var buffer = read.Buffer;
            if (FrameReader.TryRead(ref buffer, ProtocolLimits.ServerFrameBytesMax, out var frame) == FrameStatus.Frame)
            {
                var parsed = ServerFrame.Parser.ParseFrom(frame);
                _down.Reader.AdvanceTo(buffer.Start);
                return parsed;
            }

            _down.Reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || read.IsCanceled)
                return null;
        }
    }

    /// <summary>Reads on until the server says why it ends, then hangs up as a good client does.</summary>
    internal async Task<Code> ReceiveCloseAsync()
    {
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.BodyCase != ServerFrame.BodyOneofCase.Close)
                continue;
            HangUp();
            await Ended;
            return frame.Close.Code;
        }

        return Code.Unspecified;
    }

    private async Task Serve(TcpConnectionHandler handler, ConnectionContext context)
    {
        await Task.Yield();
        await handler.OnConnectedAsync(context);
        await _up.Reader.CompleteAsync();
        await _down.Writer.CompleteAsync();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
