using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>When a key package is valid, in seconds since 1970 (RFC 9420 section 7.2).</summary>
internal sealed record Lifetime(ulong NotBefore, ulong NotAfter) : ITlsStruct<Lifetime>
{
    public static Lifetime Read(ref TlsReader reader) => new(reader.U64(), reader.U64());

    public void Write(TlsWriter writer)
    {
        writer.U64(NotBefore);
        writer.U64(NotAfter);
    }

    public bool Includes(DateTimeOffset now) =>
        now.ToUnixTimeSeconds() is var seconds && seconds >= 0 && NotBefore <= (ulong)seconds && (ulong)seconds <= NotAfter;
}
