using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Api;

/// <summary>Reads so many bytes, then fails; the end of a shorter stream comes through.</summary>
internal sealed class CutStream(Stream inner, int bytesLeft) : PassingStream(inner)
{
    private int _bytesLeft = bytesLeft;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer[..Math.Min(buffer.Length, Math.Max(1, _bytesLeft))], cancellationToken);
        if (read > 0 && _bytesLeft == 0)
            throw new IOException("The line broke.");
        _bytesLeft -= read;
        return read;
    }
}
