using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Schedule;

/// <summary>Combines pre-shared keys in their order (RFC 9420 section 8.4).</summary>
internal static class PskSecret
{
    /// <summary>The all-zero secret when there is none.</summary>
    public static Secret Of(IReadOnlyList<(PreSharedKeyId Id, Secret Key)> keys)
    {
        var result = new Secret(Suite.HashBytes);
        ReadOnlySpan<byte> zero = new byte[Suite.HashBytes];
        for (var i = 0; i < keys.Count; i++)
        {
            using var label = new TlsWriter();
            keys[i].Id.Write(label);
            label.U16(i);
            label.U16(keys.Count);
            using var extracted = Kdf.Extract(zero, keys[i].Key.Span);
            using var input = Kdf.ExpandWithLabel(extracted.Span, "derived psk", label.Written);
            using var previous = result;
            result = Kdf.Extract(input.Span, previous.Span);
        }

        return result;
    }
}
