namespace FastChat.Mls;

/// <summary>What a valid key package says. RFC 9420, section 10.</summary>
public sealed record MlsKeyPackageSummary(
    ReadOnlyMemory<byte> Reference, MlsCipherSuite CipherSuite, MlsIdentity Identity, DateTimeOffset NotAfter, bool IsLastResort)
{
    /// <summary>When it ends; <see cref="DateTimeOffset.MaxValue"/> when never.</summary>
    public DateTimeOffset NotAfter { get; } = NotAfter;
}
