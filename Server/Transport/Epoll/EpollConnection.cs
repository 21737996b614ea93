using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace FastChat.Server.Transport.Epoll;

/// <summary>
/// One socket as Kestrel's connections want it. Reading and writing go straight to the socket, which never blocks; an edge
/// of epoll tells either to try again. Idle, it holds no buffer.
/// </summary>
internal sealed class EpollConnection : ConnectionContext, IDuplexPipe
{
    private readonly EpollLoop _loop;
    private readonly EpollReader _reader;
    private readonly EpollWriter _writer;
    private IDictionary<object, object?>? _items;
    private string? _id;

    internal EpollConnection(Socket socket, EpollLoop loop)
    {
        (Socket, _loop) = (socket, loop);
        (_reader, _writer) = (new EpollReader(this), new EpollWriter(socket));
        RemoteEndPoint = socket.RemoteEndPoint;
        Features = new FeatureCollection(initialCapacity: 4);
    }

    internal Socket Socket { get; }

    /// <summary>Its number among the connections of its loop.</summary>
    internal long Key { get; set; }

    public PipeReader Input => _reader;

    public PipeWriter Output => _writer;

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("Nothing stands between a frame connection and its socket.");
    }

    public override string ConnectionId
    {
        get => _id ??= $"F{Key:X}";
        set => _id = value;
    }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new Dictionary<object, object?>();
        set => _items = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => Socket.LocalEndPoint;
        set => throw new NotSupportedException();
    }

    public override EndPoint? RemoteEndPoint { get; set; }

    /// <summary>Runs it soon on the loop's thread. False: too much waits there.</summary>
    internal bool TrySchedule(IThreadPoolWorkItem work) => _loop.TrySchedule(work);

    internal void OnEvents(PollEvents events)
    {
        const PollEvents Ended = PollEvents.PeerClosed | PollEvents.HungUp | PollEvents.Failed;
        if ((events & (PollEvents.Writable | PollEvents.HungUp | PollEvents.Failed)) != 0)
            _writer.OnWritable();
        if ((events & (PollEvents.Readable | Ended)) != 0)
            _reader.OnReadable((events & Ended) != 0);
    }

    /// <summary>Ends both directions; whoever reads or writes is told by an edge. Any thread, any time.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    public override void Abort()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Ended already.
        }
    }

    public override ValueTask DisposeAsync()
    {
        _loop.Remove(this);
        Abort();
        Socket.Dispose();
        _reader.Complete();
        _writer.Complete();
        return base.DisposeAsync();
    }
}
