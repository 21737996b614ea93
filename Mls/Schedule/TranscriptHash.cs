using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Schedule;

/// <summary>The running hashes over all commits (RFC 9420 section 8.2).</summary>
internal static class TranscriptHash
{
    public static byte[] Confirmed(byte[] interimBefore, WireFormat format, FramedContent commit, byte[] signature)
    {
        using var writer = new TlsWriter();
        writer.Raw(interimBefore);
        writer.U16((ushort)format);
        commit.Write(writer);
        writer.Bytes(signature);
        return SHA256.HashData(writer.Written);
    }

    public static byte[] Interim(byte[] confirmed, byte[] confirmationTag)
    {
        using var writer = new TlsWriter();
        writer.Raw(confirmed);
        writer.Bytes(confirmationTag);
        return SHA256.HashData(writer.Written);
    }
}
