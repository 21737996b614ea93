using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>What an account holds and may hold, in bytes.</summary>
/// <param name="UsedBytes">Held.</param>
/// <param name="QuotaBytes">What it may hold at most.</param>
/// <param name="Unlisted">Blobs of an account that nothing was counted for yet; they are listed with the first change.</param>
internal sealed record MediaBalance(
    long UsedBytes, long QuotaBytes, IReadOnlyList<(MediaId Media, MediaReferenceRecord Reference)> Unlisted);
