using FastChat.Bench.Load.Histories;
using FastChat.Bench.Load.Idle;
using FastChat.Bench.Load.Returning;
using FastChat.Bench.Load.Searches;
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
        new(new LoadArguments { Scenario = "idle", Connections = 19_000, WarmupSeconds = 0, Seconds = 40, BufferBytes = 512 },
            "19,000 authenticated connections that do nothing: server memory per connection, connection rate", IdleScenario.RunAsync),
        new(new LoadArguments { Scenario = "catchup", Connections = 500, Conversations = 20, Messages = 1_000 },
            "500 devices come back at once, each having missed 1,000 messages in 20 conversations", CatchUpScenario.RunAsync),
        new(new LoadArguments { Scenario = "history", Conversations = 1_000, Messages = 10_000_000 },
            "random 50-message pages of 10 million stored messages", HistoryScenario.RunAsync),
        new(new LoadArguments { Scenario = "search", Conversations = 10_000, Messages = 10_000_000, Members = 200 },
            "full-text searches over 200 of 10,000 conversations with 10 million messages", SearchScenario.RunAsync),
        new(new LoadArguments { Scenario = "storm", Connections = 15_000, Members = 1_000, Messages = 10, BufferBytes = 1_024 },
            "the server is killed under 15,000 connections: time until each is back and has what it missed", StormScenario.RunAsync),
    ];

    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
