using System.Diagnostics;
using FastChat.Bench.Load.Processes;

namespace FastChat.Bench.Load.Targets;

/// <summary>Accounts from the server's seeding endpoint.</summary>
internal sealed class SeededAccounts(ServerHttp http) : IAccountSource
{
    public Task<SeededAccount[]> TakeAsync(int count, CancellationToken cancellation) =>
        http.SeedAsync(count, $"bench{Environment.ProcessId}n{Stopwatch.GetTimestamp() % 1_000_000}x", cancellation);
}
