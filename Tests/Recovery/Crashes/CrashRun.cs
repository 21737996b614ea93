using FastChat.Bench.Load.Processes;
using FastChat.Tests.Recovery.History;
using FastChat.Tests.Recovery.Recording;

namespace FastChat.Tests.Recovery.Crashes;

/// <summary>A server process under load that is killed again and again, and what the history checker says in the end.</summary>
internal sealed class CrashRun(string suite, TemporaryDirectory directory, ServerSettings settings)
{
    private const int Devices = 8;
    private const int LoadAcksMax = 10_000; // between two kills
    private static readonly TimeSpan TokensHoldFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(60);

    /// <summary>What happens to the disk between a kill and the next start.</summary>
    public Action<Random>? AfterKill { get; init; }

    public int Sent { get; private set; }

    public int Acked { get; private set; }

    public TimeSpan SlowestStart { get; private set; }

    /// <exception cref="InvalidDataException">A device saw at once what must not be.</exception>
    public async Task<IReadOnlyList<Violation>> RunAsync(int rounds)
    {
        var seed = Budgets.Seed(suite);
        var random = new Random(seed);
        using var ports = new HeldPorts();
        var fixedSettings = settings.At(ports);
        var server = await ServerProcess.StartAsync(fixedSettings);
        using var stop = new CancellationTokenSource();
        RecordedGroup? devices = null;
        try
        {
            var roster = await RosterAsync(server);
            var gate = new ServerGate();
            devices = new RecordedGroup(roster, gate, directory.Path, seed);
            devices.Start(stop.Token);
            var tokensUntil = TimeProvider.System.GetUtcNow() + TokensHoldFor;
            for (var round = 1; round <= rounds; round++)
            {
                gate.Open(server.TcpEndPoint);
                await devices.LoadAsync(random.Next(LoadAcksMax));
                gate.Shut();
                await server.DisposeAsync();
                AfterKill?.Invoke(random);
                server = await ServerProcess.StartAsync(fixedSettings);
                SlowestStart = server.StartUp > SlowestStart ? server.StartUp : SlowestStart;
                if (TimeProvider.System.GetUtcNow() > tokensUntil)
                {
                    roster.Renew(await SeedAsync(server));
                    tokensUntil = TimeProvider.System.GetUtcNow() + TokensHoldFor;
                }
            }
            gate.Open(server.TcpEndPoint);
            await devices.FinishAsync(SettleWithin);
            var violations = await devices.JudgeAsync(stop.Token);
            (Sent, Acked) = (devices.Sent, devices.Acked);
            return violations;
        }
        finally
        {
            await stop.CancelAsync();
            await server.DisposeAsync();
            if (devices is not null)
                await devices.EndAsync();
        }
    }

    private static async Task<Roster> RosterAsync(ServerProcess server)
    {
        var roster = new Roster(await SeedAsync(server));
        await RecordedGroup.AddGroupAsync(roster, server.TcpEndPoint, 0, 1, 2, 3);
        await RecordedGroup.AddGroupAsync(roster, server.TcpEndPoint, 4, 5, 6);
        await RecordedGroup.AddGroupAsync(roster, server.TcpEndPoint, 6, 7);
        await RecordedGroup.AddGroupAsync(roster, server.TcpEndPoint, 1, 5);
        return roster;
    }

    private static async Task<SeededAccount[]> SeedAsync(ServerProcess server)
    {
        using var http = new ServerHttp(server.Http);
        return await http.SeedAsync(Devices, "recorded", CancellationToken.None);
    }
}
