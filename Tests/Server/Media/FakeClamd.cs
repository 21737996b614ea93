using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FastChat.Tests.Server.Media;

/// <summary>
/// A local server that speaks clamd's INSTREAM as ClamAV's manual has it: reads the command and the chunks, and finds what contains the
/// test word. Knows how to be silent, to fail, and to stop listening at a size.
/// </summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    public const string Harmful = "X5O!P%@AP";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeClamd()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Address => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What it says instead of a verdict; empty: nothing at all.</summary>
    public string? Instead { get; set; }

    /// <summary>Content beyond this is answered with an error, as `StreamMaxLength` does.</summary>
    public int BytesMax { get; set; } = int.MaxValue;

    public int Scans { get; private set; }

    public long LastBytes { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TryAnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TryAnswerAsync(NetworkStream stream)
    {
        try
        {
            await AnswerAsync(stream);
        }
        catch (IOException)
        {
            // The other side left.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        Scans++;
        var command = new byte[10];
        await stream.ReadExactlyAsync(command, _stop.Token);
        Assert.That(Encoding.ASCII.GetString(command), Is.EqualTo("zINSTREAM\0"));
        var content = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, _stop.Token);
            var chunk = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
            if (chunk.Length == 0) break;
            await stream.ReadExactlyAsync(chunk, _stop.Token);
            content.Write(chunk);
            if (content.Length <= BytesMax) continue;
            await SayAsync(stream, "INSTREAM size limit exceeded. ERROR");
            return;
        }

        LastBytes = content.Length;
        if (Instead is { } instead)
        {
            if (instead.Length > 0) await SayAsync(stream, instead);
            return;
        }

        var found = content.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(Harmful)) >= 0;
        await SayAsync(stream, found ? "stream: Eicar-Test-Signature FOUND" : "stream: OK");
    }

    private async Task SayAsync(NetworkStream stream, string answer) => await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\0"), _stop.Token);
}
