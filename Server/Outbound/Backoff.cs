using System.Security.Cryptography;

namespace FastChat.Server.Outbound;

/// <summary>Waits that grow from attempt to attempt, each within half of itself at random, so that not all come back at once.</summary>
internal sealed class Backoff(params IReadOnlyList<TimeSpan> waits)
{
    private const int Resolution = 1_000;

    /// <summary>After which attempt there is no other wait than the last.</summary>
    public int Steps => waits.Count;

    /// <param name="attempts">How many failed, from 1.</param>
    /// <param name="asked">What the other side asked for at least.</param>
    public TimeSpan After(int attempts, TimeSpan asked)
    {
        var wait = waits[Math.Min(attempts, waits.Count) - 1];
        var spread = wait * 0.5 * RandomNumberGenerator.GetInt32(Resolution) / Resolution;
        return asked > wait ? asked + spread : wait + spread;
    }
}
