namespace FastChat.Tests.Recovery;

/// <summary>How much of each long suite runs in CI, and what it may take. The release command sets FASTCHAT_RELEASE=1.</summary>
internal static class Budgets
{
    public static bool IsRelease => Environment.GetEnvironmentVariable("FASTCHAT_RELEASE") == "1";

    /// <summary>R1.</summary>
    public static int Crashes => IsRelease ? 10_000 : 30;

    /// <summary>R1 with real clients.</summary>
    public static int ClientCrashes => IsRelease ? 100 : 5;

    /// <summary>R2.</summary>
    public static int PowerLosses => IsRelease ? 5_000 : 20;

    /// <summary>R2, WAL sync off: within so many power losses an acked message is lost, or the test proves nothing.</summary>
    public const int PowerLossControlRounds = 3;

    /// <summary>R7: connections, and how many of them never read.</summary>
    public const int Connections = 2_000;

    public const int StalledConnections = 400;

    /// <summary>R7: a quarter of a mebibyte of events for each stalled connection (ProtocolLimits), and what surrounds them.</summary>
    public const int StalledConnectionBytesMax = 256 * 1024 + 64 * 1024;

    /// <summary>R9: connections that never authenticate, and the time after which all of them are cut.</summary>
    public const int HostileConnections = 2_000;

    public static readonly TimeSpan HostileCutWithin = TimeSpan.FromSeconds(15);

    /// <summary>R10.</summary>
    public static readonly TimeSpan StormBackWithin = TimeSpan.FromSeconds(30);

    /// <summary>R12.</summary>
    public const int StoredMessages = 1_000_000;

    public static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(5);

    /// <summary>The seed of a run: the variable FASTCHAT_SEED, or another one each time. Tests print it.</summary>
    public static int Seed(string suite)
    {
        var given = Environment.GetEnvironmentVariable("FASTCHAT_SEED");
        var seed = int.TryParse(given, out var fixedSeed) ? fixedSeed : System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Progress.WriteLine($"{suite}: FASTCHAT_SEED={seed}");
        return seed;
    }
}
