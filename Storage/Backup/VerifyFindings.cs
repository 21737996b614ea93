namespace FastChat.Storage.Backup;

/// <summary>Counts and problems of a running verification. One thread.</summary>
internal sealed class VerifyFindings
{
    private readonly List<string> _problems = [];

    public long Rows { get; set; }

    public long Conversations { get; set; }

    public long Entries { get; set; }

    public long MediaFiles { get; set; }

    public void Add(string problem)
    {
        if (_problems.Count < StorageLimits.VerifyProblemsMax) _problems.Add(problem);
    }

    /// <summary>Runs a check; damage that it meets becomes a problem, and false.</summary>
    public bool Try(string what, Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (StorageException damage)
        {
            Add($"{what}: {damage.Message}");
            return false;
        }
    }

    public VerifyReport Report() => new(Rows, Conversations, Entries, MediaFiles, _problems);
}
