using System.Buffers;
using System.Threading.Channels;
using FastChat.Protocol;
using FastChat.Server.Handlers;

namespace FastChat.Tests.Server.Transport;

/// <summary>Stands behind a session and notes what reaches it; answers what the test says.</summary>
internal sealed class FakePipeline : IRequestPipeline
{
    private readonly Channel<Send> _sends = Channel.CreateUnbounded<Send>();
    private readonly Channel<ClientFrame> _requests = Channel.CreateUnbounded<ClientFrame>();
    private readonly Channel<Caller> _opened = Channel.CreateUnbounded<Caller>();
    private readonly Channel<Caller> _closed = Channel.CreateUnbounded<Caller>();

    internal Func<Caller, Hello, Task<SyncPage>> OnOpen { get; set; } = (_, _) => Task.FromResult(new SyncPage());

    internal Action<Caller, ClientFrame> OnDispatch { get; set; } =
        (caller, frame) => caller.Respond(frame.RequestId, new ServerFrame { Done = new Done() });

    internal Action<Caller, Send> OnSend { get; set; } = (_, _) => { };

    internal ChannelReader<Send> Sends => _sends.Reader;

    internal ChannelReader<ClientFrame> Requests => _requests.Reader;

    internal ChannelReader<Caller> Opened => _opened.Reader;

    internal ChannelReader<Caller> Ended => _closed.Reader;

    public async ValueTask<SyncPage> OpenAsync(Caller caller, Hello hello, CancellationToken cancellation)
    {
        _opened.Writer.TryWrite(caller);
        return await OnOpen(caller, hello);
    }

    public bool TrySend(Caller caller, in ReadOnlySequence<byte> send, bool mayRead)
    {
        var parsed = FastChat.Protocol.Send.Parser.ParseFrom(send);
        _sends.Writer.TryWrite(parsed);
        OnSend(caller, parsed);
        return true;
    }

    public void RefuseSend(Caller caller, in ReadOnlySequence<byte> send, TimeSpan retryAfter) => SendThrottle.Refuse(caller, in send, retryAfter);

    public void Dispatch(Caller caller, ClientFrame frame)
    {
        _requests.Writer.TryWrite(frame);
        OnDispatch(caller, frame);
    }

    public void Closed(Caller caller) => _closed.Writer.TryWrite(caller);
}
