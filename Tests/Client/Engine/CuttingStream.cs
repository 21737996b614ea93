using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Engine;

/// <summary>
/// A stream that breaks after so many bytes, counted over both directions: in the middle of a frame as likely as anywhere.
/// </summary>
internal sealed class CuttingStream(Stream inner, int bytes) : PassingStream(inner)
{
    private int _left = bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        var allowed = Take(read);
        return allowed == read ? read : await CutAsync(allowed);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var allowed = Take(buffer.Length);
        await base.WriteAsync(buffer[..allowed], cancellationToken);
        if (allowed < buffer.Length)
            await CutAsync(0);
    }

    private int Take(int count)
    {
        var left = Interlocked.Add(ref _left, -count);
        return left >= 0 ? count : Math.Max(0, count + left);
    }

    // What came before the cut still arrives.
    private async ValueTask<int> CutAsync(int read)
    {
        if (read > 0)
            return read;
        await DisposeAsync();
        throw new IOException("Cut.");
    }
}
