using System.Security.Cryptography.X509Certificates;

namespace FastChat.Bench.Load.Targets;

/// <summary>Trusts certificates of a file instead of those of the machine, for servers that made their own.</summary>
internal static class TrustedCertificates
{
    /// <summary>Null without a file: the machine decides.</summary>
    public static X509ChainPolicy? PolicyOf(string? pemFile)
    {
        if (pemFile is null)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(pemFile);
        return policy;
    }
}
