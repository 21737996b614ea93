namespace FastChat.Bench.Load.Histories;

/// <summary>Contents that readers can check byte by byte.</summary>
internal sealed class PayloadContent(int payloadBytes) : IStoredContent
{
    private readonly byte[] _content = new byte[payloadBytes];

    public int BytesMax => _content.Length;

    public ReadOnlySpan<byte> Next(StoredLog log, ulong number)
    {
        log.Payload.Write(_content, number, ticks: 0);
        return _content;
    }
}
