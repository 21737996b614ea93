using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>
/// The parts of any MLSMessage that are in clear (RFC 9420 section 6). Reading it proves that the form is right and nothing more.
/// Group id and epoch are empty for a Welcome and a key package.
/// </summary>
public sealed record MlsEnvelope(MlsMessageKind Kind, ReadOnlyMemory<byte> GroupId, long Epoch, ReadOnlyMemory<byte> AuthenticatedData)
{
    /// <summary>Reads the envelope. Throws <see cref="MlsException"/> when the bytes are not a message.</summary>
    public static MlsEnvelope Read(ReadOnlySpan<byte> message)
    {
        var decoded = MlsMessage.Decode(message);
        if (decoded.Public is { Content: var content })
        {
            return content.ContentType == ContentType.Application
                ? throw new MlsException(MlsError.Malformed, "application data never travels unencrypted")
                : new(content.Commit is null ? MlsMessageKind.PublicProposal : MlsMessageKind.PublicCommit, content.GroupId, EpochOf(content.Epoch), content.AuthenticatedData);
        }

        if (decoded.Private is { } sealedMessage)
        {
            var kind = sealedMessage.ContentType == ContentType.Application ? MlsMessageKind.PrivateApplication : MlsMessageKind.PrivateHandshake;
            return new(kind, sealedMessage.GroupId, EpochOf(sealedMessage.Epoch), sealedMessage.AuthenticatedData);
        }

        if (decoded.GroupInfo is { Context: var context })
            return new(MlsMessageKind.GroupInfo, context.GroupId, EpochOf(context.Epoch), default);
        return new(decoded.Welcome is null ? MlsMessageKind.KeyPackage : MlsMessageKind.Welcome, default, 0, default);
    }

    private static long EpochOf(ulong epoch) =>
        epoch <= long.MaxValue ? (long)epoch : throw new MlsException(MlsError.Unsupported, $"no group lives to see epoch {epoch}");
}
