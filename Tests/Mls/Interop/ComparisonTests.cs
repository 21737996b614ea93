using System.Diagnostics;
using System.Text.Json.Nodes;
using FastChat.Bench.Micro.Mls;
using FastChat.Mls;

namespace FastChat.Tests.Mls.Interop;

/// <summary>
/// Both implementations on this machine in one run: a message of 128 bytes, and joining a group of 1,000. Run by name, in Release:
/// what it prints is a figure, not a rule.
/// </summary>
[TestFixture, Category("Node"), Explicit("measures")]
internal sealed class ComparisonTests
{
    private const int Members = 1_000;
    private const int MessageBytes = 128;
    private const int Times = 500;
    private const int Joins = 5;

    [TestCase(MlsCipherSuite.X25519Aes128GcmSha256Ed25519)]
    [TestCase(MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519)]
    public void Messages_and_joins_beside_ts_mls(MlsCipherSuite suite)
    {
        using var peer = NodePeer.Start();
        peer.Ask(new JsonObject { ["request"] = "suite", ["suite"] = (int)suite });
        var node = new InteropMember("node", peer);
        var group = new MlsBenchGroup(Members, populated: false, suite);
        var device = group.Device(-1);
        using var package = device.CreateKeyPackage(suite);
        var theirs = Convert.FromHexString(node.Message("keyPackage"));
        var bundle = MlsBenchGroup.Committed(group.Creator, new MlsCommitOptions { Add = [package.Message, theirs] });
        group.Other.Process(bundle.Commit.Span);
        var welcome = bundle.Welcome!.Value.ToArray();

        var join = Time(Joins, () => MlsGroup.Join(device, package, welcome, [], group).Dispose());
        Report(suite, $"join at {Members}", join, Node(node, "join", Joins, ("welcome", Convert.ToHexString(welcome))));

        node.Ask("join", new JsonObject { ["welcome"] = Convert.ToHexString(welcome) });
        var data = new byte[MessageBytes];
        Report(suite, "encrypt", Time(Times, () => group.Creator.Encrypt(data)), Node(node, "encrypt", Times));

        // The receivers have not seen what was encrypted for the clock: a new epoch starts the generations again.
        var renewed = MlsBenchGroup.Committed(group.Creator, new MlsCommitOptions { TreeInGroupInfo = false }).Commit;
        group.Other.Process(renewed.Span);
        node.Ask("process", new JsonObject { ["message"] = Convert.ToHexString(renewed.Span) });
        var messages = Enumerable.Range(0, 2 * Times).Select(_ => group.Creator.Encrypt(data)).ToArray();
        var next = 0;
        var theirMessage = ("message", Convert.ToHexString(messages[0]));
        Report(suite, "decrypt", Time(Times, () => group.Other.Process(messages[next++])), Node(node, "decrypt", Times / 10, theirMessage));
    }

    private static double Node(InteropMember node, string what, int times, params (string Name, string Value)[] details)
    {
        var request = new JsonObject { ["what"] = what, ["times"] = times };
        foreach (var (name, value) in details)
        {
            request[name] = value;
        }

        node.Ask("time", request);
        return (double)node.Ask("time", request)["milliseconds"]!;
    }

    /// <summary>As often before the clock starts as after it: both runtimes compile what runs often in the first run.</summary>
    private static double Time(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / times;
    }

    private static void Report(MlsCipherSuite suite, string what, double ours, double theirs) =>
        TestContext.Out.WriteLine($"suite {(int)suite}, {what}: {ours:F3} ms, ts-mls {theirs:F3} ms, {theirs / ours:F1} times");
}
