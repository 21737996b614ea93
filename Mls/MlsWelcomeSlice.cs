using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>One recipient's part of a Welcome, a Welcome of its own (RFC 9420 section 12.4.3.1 leaves the batching open).</summary>
public sealed record MlsWelcomeSlice(ReadOnlyMemory<byte> KeyPackageReference, ReadOnlyMemory<byte> Welcome)
{
    /// <summary>
    /// Cuts a Welcome for many into one per key package. Throws <see cref="MlsException"/> when the bytes are no Welcome, name a key package
    /// twice, or would be cut into more than <see cref="MlsLimits.WelcomeSlicesBytesMax"/>: give newcomers the tree beside it then.
    /// </summary>
    public static IReadOnlyList<MlsWelcomeSlice> Slice(ReadOnlySpan<byte> welcome)
    {
        var whole = MlsMessage.Decode(welcome).Welcome ?? throw new MlsException(MlsError.InvalidWelcome, "the message is no Welcome");
        if (whole.Secrets.Length * (long)whole.EncryptedGroupInfo.Length + welcome.Length > MlsLimits.WelcomeSlicesBytesMax)
            throw new MlsException(MlsError.TooLarge, $"the slices would have more than {MlsLimits.WelcomeSlicesBytesMax} bytes together");
        if (whole.Secrets.Select(s => s.NewMember).Distinct(BytesComparer.Instance).Count() != whole.Secrets.Length)
            throw new MlsException(MlsError.InvalidWelcome, "a Welcome names a key package twice");
        return [.. whole.Secrets.Select(s => new MlsWelcomeSlice(s.NewMember, MlsMessage.Encode(whole with { Secrets = [s] })))];
    }
}
