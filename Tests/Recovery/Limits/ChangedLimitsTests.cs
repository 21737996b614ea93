using System.Text.Json;
using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Limits;

/// <summary>A server as an operator runs it: its file of options changes while connections are open.</summary>
[Category("Long")]
internal sealed class ChangedLimitsTests
{
    private const int Many = 1_000_000;

    /// <summary>Takes nothing. With a limit, however high, the last search may stand a few µs ahead of the clock when the new limit comes:
    /// the next one is refused for it, and the new limit's own is still to be had.</summary>
    private const int Unlimited = 0;

    private static ClientFrame Search => new() { SearchMessages = new() { Query = "word" } };

    [Test]
    public async Task A_server_that_runs_takes_new_limits_from_its_file_without_a_restart_and_a_broken_file_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var place = Directory.CreateTempSubdirectory("fastchat-limits-").FullName;
        Write(place, Options(Unlimited));
        var settings = directory.Server with
        {
            WorkingDirectory = place,
            More = new Dictionary<string, string> { ["FASTCHAT__SEEDING__ENABLED"] = "false", ["FASTCHAT__REQUESTSPERACCOUNTMINUTE"] = "0" },
        };
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            using var http = new HttpClient { BaseAddress = server.Http };
            await using var client = await RawClient.ConnectAsync(server.TcpEndPoint, await new RawAccounts(http).RegisterAsync("ada"));
            Assert.That(await SearchAsync(client), Is.EqualTo(Code.Unspecified));

            Write(place, Options(1));
            await Conditions.UntilAsync(async () => await SearchAsync(client) == Code.RateLimited);
            Write(place, "{ this is no JSON");
            await Conditions.Until(() => server.Output.Contains("do not fit", StringComparison.Ordinal));
            Assert.That(await SearchAsync(client), Is.EqualTo(Code.RateLimited));
            Write(place, Options(Unlimited));
            await Conditions.UntilAsync(async () => await SearchAsync(client) == Code.Unspecified);
            Assert.That(await server.StopAsync(), Is.Zero);
        }

        Directory.Delete(place, recursive: true);
    }

    private static async Task<Code> SearchAsync(RawClient client) => (await client.RequestAsync(Search)).Error?.Code ?? Code.Unspecified;

    private static string Options(int searches) => JsonSerializer.Serialize(new
    {
        FastChat = new { SearchesPerAccountMinute = searches, RequestsPerDeviceSecond = Many, RequestBurstPerDevice = Many },
    });

    private static void Write(string directory, string text)
    {
        // Never half written for whoever reads it.
        var file = Path.Combine(directory, "appsettings.json");
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
