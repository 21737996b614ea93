using FastChat.Bench.Load.Streams;

namespace FastChat.Bench.Load;

/// <summary>Every scenario of `load`.</summary>
internal static class ScenarioTable
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new(new LoadArguments { Scenario = "direct", Pairs = 64, Window = 64 },
            "64 pairs, 64 unacked messages each: throughput and server CPU per message", StreamScenario.RunAsync),
        new(new LoadArguments { Scenario = "latency", Pairs = 1, Window = 1 },
            "1 pair, 1 message in flight: send, durable, delivered", StreamScenario.RunAsync),
        new(new LoadArguments { Scenario = "fanout", Pairs = 1, Window = 16, Members = 1_000 },
            "1 sender, a group of 1,000 online members: server CPU per delivery", StreamScenario.RunAsync),
    ];

    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
