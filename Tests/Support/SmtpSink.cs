using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace FastChat.Tests.Support;

/// <summary>A relay on loopback that speaks as much SMTP (RFC 5321) as delivering takes, without TLS, and keeps what it is given.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<SunkMail> _mails = Channel.CreateUnbounded<SunkMail>();
    private readonly Task _accepting;

    public SmtpSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many of the next mails are refused for the time being (451).</summary>
    public int RefusalsLeft { get; set; }

    /// <summary>The next mail, once it has come.</summary>
    public async Task<SunkMail> NextAsync() => await _mails.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public bool IsEmpty => _mails.Reader.Count == 0;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await ServeAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // This one broke off.
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        var to = new List<string>();
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO" or "HELO":
                    await writer.WriteLineAsync("250-sink\r\n250 8BITMIME");
                    break;
                case "MAIL" when RefusalsLeft > 0:
                    RefusalsLeft--;
                    await writer.WriteLineAsync("451 not now");
                    break;
                case "RCPT":
                    to.Add(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]);
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var text = new StringBuilder();
                    while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".") text.Append(part.StartsWith('.') ? part[1..] : part).Append('\n');
                    await writer.WriteLineAsync("250 taken");
                    _mails.Writer.TryWrite(new SunkMail([.. to], text.ToString()));
                    to.Clear();
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }
}
