using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>One recipient's part of a Welcome, a Welcome of its own (RFC 9420 section 12.4.3.1 leaves the batching open).</summary>
public sealed record MlsWelcomeSlice(ReadOnlyMemory<byte> KeyPackageReference, ReadOnlyMemory<byte> Welcome)
{
    /// <summary>Cuts a Welcome for many into one per key package. Throws <see cref="MlsException"/> when the bytes are no Welcome.</summary>
    public static IReadOnlyList<MlsWelcomeSlice> Slice(ReadOnlySpan<byte> welcome)
    {
        var whole = MlsMessage.Decode(welcome).Welcome ?? throw new MlsException(MlsError.InvalidWelcome, "the message is no Welcome");
        return [.. whole.Secrets.Select(s => new MlsWelcomeSlice(s.NewMember, MlsMessage.Encode(whole with { Secrets = [s] })))];
    }
}
