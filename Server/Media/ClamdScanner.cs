using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace FastChat.Server.Media;

/// <summary>
/// Asks ClamAV's daemon by its protocol (clamd(8), INSTREAM): a command, chunks that lead with their length, an empty chunk, one line of an
/// answer. A connection for each scan.
/// </summary>
internal sealed class ClamdScanner(ClamdAddress address, TimeSpan timeout, TimeProvider time) : IContentScanner
{
    private const int ChunkBytes = 64 * 1024;

    /// <exception cref="IOException">The daemon cannot be reached, ends early, or says that it failed.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<bool> MayStoreAsync(Stream content, string contentType, long sizeBytes, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            using var socket = address.NewSocket();
            await socket.ConnectAsync(address.EndPoint, both.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            var answer = await AskAsync(stream, content, both.Token);
            return IsClean(answer);
        }
        catch (SocketException failure)
        {
            throw new IOException("clamd cannot be reached.", failure);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("clamd did not answer in time.");
        }
    }

    private static bool IsClean(string answer) =>
        answer.EndsWith(": OK", StringComparison.Ordinal)
        || (answer.EndsWith(" FOUND", StringComparison.Ordinal) ? false : throw new IOException("clamd could not scan the content."));

    // A daemon that has heard enough (a size limit) answers and closes while it is still being sent to: the answer is what counts.
    private static async Task<string> AskAsync(NetworkStream stream, Stream content, CancellationToken cancellation)
    {
        var answer = ReadAnswerAsync(stream, cancellation);
        try
        {
            await SendAsync(stream, content, cancellation);
        }
        catch (IOException) when (answer.IsCompletedSuccessfully)
        {
            return await answer;
        }

        return await answer;
    }

    private static async Task SendAsync(NetworkStream stream, Stream content, CancellationToken cancellation)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(sizeof(int) + ChunkBytes);
        try
        {
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellation);
            int read;
            do
            {
                read = await content.ReadAsync(chunk.AsMemory(sizeof(int), ChunkBytes), cancellation);
                BinaryPrimitives.WriteInt32BigEndian(chunk, read);
                await stream.WriteAsync(chunk.AsMemory(0, sizeof(int) + read), cancellation);
            }
            while (read > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    private static async Task<string> ReadAnswerAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var answer = new byte[MediaLimits.ScanAnswerBytesMax];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await stream.ReadAsync(answer.AsMemory(length), cancellation);
            var end = answer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0) return Encoding.UTF8.GetString(answer, 0, length + end);
            if (read == 0) break;
            length += read;
        }

        throw new IOException("clamd ended without an answer.");
    }
}
