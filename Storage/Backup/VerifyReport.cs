namespace FastChat.Storage.Backup;

/// <summary>What a verification looked at, and what is wrong.</summary>
/// <param name="Rows">Sealed rows that were opened, or tried.</param>
/// <param name="Conversations">Conversations whose log was walked.</param>
/// <param name="Entries">Entries in their logs.</param>
/// <param name="MediaFiles">Media files that were read.</param>
/// <param name="Problems">The first <see cref="StorageLimits.VerifyProblemsMax"/>; none: the database is sound.</param>
public sealed record VerifyReport(
    long Rows, long Conversations, long Entries, long MediaFiles, IReadOnlyList<string> Problems)
{
    public bool IsSound => Problems.Count == 0;
}
