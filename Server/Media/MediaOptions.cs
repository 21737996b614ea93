namespace FastChat.Server.Media;

/// <summary>What an operator sets about media; the server's options say what each means.</summary>
internal sealed record MediaOptions(long BytesMax, int UploadsMax, long BytesPerAccountMax)
{
    /// <summary>Media types that are taken, `image/*` for all of a kind; empty: all.</summary>
    public IReadOnlyList<string> TypesAllowed { get; init; } = [];

    /// <summary>Whether media are taken when a scanner could not tell.</summary>
    public bool UnscannedAllowed { get; init; }

    public int UploadsPerAccountMax { get; init; } = 16;

    public TimeSpan UploadExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary>For how long a blob may be referred to by nothing but its uploader's own hold.</summary>
    public TimeSpan UnreferredMax { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether a type that was found out may be stored.</summary>
    public bool Allows(string type) => TypesAllowed.Count == 0 || TypesAllowed.Any(allowed =>
        allowed.EndsWith("/*", StringComparison.Ordinal)
            ? type.StartsWith(allowed[..^1], StringComparison.OrdinalIgnoreCase)
            : type.Equals(allowed, StringComparison.OrdinalIgnoreCase));
}
