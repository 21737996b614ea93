using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Schedule;

/// <summary>The two ratchets of a sender (RFC 9420 section 9).</summary>
internal sealed record SenderRatchets(HashRatchet Handshake, HashRatchet Application) : IDisposable
{
    public HashRatchet For(ContentType type) => type == ContentType.Application ? Application : Handshake;

    public void Write(TlsWriter writer)
    {
        Handshake.Write(writer);
        Application.Write(writer);
    }

    public static SenderRatchets Read(ref TlsReader reader) => new(HashRatchet.Read(ref reader), HashRatchet.Read(ref reader));

    public void Dispose()
    {
        Handshake.Dispose();
        Application.Dispose();
    }
}
