using FastChat.Bench.Load.Processes;
using FastChat.Tests.Recovery.Backups;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Crashes;

/// <summary>The server process is killed in the middle of uploads; what it had acked is there, and the rest is sent again.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class UploadCrashTests
{
    private const int ContentBytes = 90_000_000;
    private const int PartBytes = 3_333_333;
    private const int CutBytesMax = 20_000_000;
    private const int Crashes = 5;

    [Test]
    public async Task An_upload_that_the_server_was_killed_in_goes_on_and_is_byte_for_byte_the_same()
    {
        using var directory = new TemporaryDirectory();
        var settings = directory.Server;
        var random = new Random(Budgets.Seed("uploads"));
        var content = new byte[ContentBytes];
        random.NextBytes(content);
        var server = await ServerProcess.StartAsync(settings);
        try
        {
            var http = new HttpClient { BaseAddress = server.Http };
            var ada = await new RawAccounts(http).RegisterAsync("ada");
            var tus = new TusClient(http, ada);
            var upload = await tus.CreateAsync(ContentBytes);
            var (acked, resumed) = (0L, 0L);
            for (var crash = 0; crash < Crashes && acked < ContentBytes - CutBytesMax; crash++)
            {
                // Some parts that are acked, then one that is cut by the kill at a place of its own.
                for (var part = 0; part < 2; part++) acked = await AppendAsync(tus, upload, acked, content, PartBytes);
                var cut = new KillingStream(content.AsMemory((int)acked), random.Next(1, CutBytesMax), server.KillAsync);
                Assert.CatchAsync(() => tus.PatchAsync(upload, acked, new StreamContent(cut)));
                http.Dispose();
                await server.DisposeAsync();
                server = await ServerProcess.StartAsync(settings);
                http = new HttpClient { BaseAddress = server.Http };
                tus = new TusClient(http, ada);
                var offset = await tus.OffsetAsync(upload);
                Assert.That(offset, Is.GreaterThanOrEqualTo(acked), "acked means durable");
                resumed += offset - acked;
                acked = offset;
            }

            await TestContext.Out.WriteLineAsync($"{Crashes} crashes, {resumed:N0} bytes beyond what was acked were kept");
            while (acked < ContentBytes) acked = await AppendAsync(tus, upload, acked, content, PartBytes);
            using var done = await tus.SendAsync(HttpMethod.Head, upload);
            using var answer = await tus.SendAsync(HttpMethod.Get, $"v1/media/{TusClient.One(done, "X-Media-Id")}");
            Assert.That((await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(content));
            http.Dispose();
        }
        finally
        {
            await server.DisposeAsync();
        }

        await ServerCommand.RunAsync(settings, "verify");
        await RestoreAsync(directory, settings);
    }

    private static async Task RestoreAsync(TemporaryDirectory directory, ServerSettings settings)
    {
        await ServerCommand.RunAsync(settings, "backup", directory.Below("backup"));
        var restored = settings with { DataDirectory = directory.Below("restored") };
        await ServerCommand.RunAsync(restored, "restore", directory.Below("backup"));
        await ServerCommand.RunAsync(restored, "verify");
    }

    private static async Task<long> AppendAsync(TusClient tus, string upload, long offset, byte[] content, int bytes)
    {
        var part = content[(int)offset..(int)Math.Min(content.Length, offset + bytes)];
        using var answer = await tus.PatchAsync(upload, offset, part);
        Assert.That((int)answer.StatusCode, Is.EqualTo(204), await answer.Content.ReadAsStringAsync());
        return offset + part.Length;
    }

    /// <summary>Gives so many bytes, and then has the server killed.</summary>
    private sealed class KillingStream(ReadOnlyMemory<byte> content, int bytes, Func<Task> kill) : MemoryStream(content[..Math.Min(content.Length, bytes)].ToArray())
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0) return read;
            await kill();
            throw new IOException("The server was killed.");
        }
    }
}
