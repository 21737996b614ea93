using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Hosting;

/// <summary>An upload as hooks see it.</summary>
/// <param name="Account">Who uploads it.</param>
/// <param name="Media">The id that it gets, unless the account has the same content already: then that of what is there.</param>
/// <param name="ContentType">What its first bytes say it is; never what its sender says.</param>
/// <param name="FileName">What its sender calls it; null: nothing.</param>
/// <param name="SizeBytes">Its length in bytes.</param>
/// <param name="Sha256">The hash of its content, 32 bytes.</param>
public sealed record HookMedia(AccountId Account, MediaId Media, string ContentType, string? FileName, long SizeBytes, ReadOnlyMemory<byte> Sha256)
{
    /// <summary>Names the id only: what it is called is the sender's business.</summary>
    public override string ToString() => $"{nameof(HookMedia)} {{ {nameof(Media)} = {Media} }}";
}
