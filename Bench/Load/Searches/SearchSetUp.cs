using System.Diagnostics;
using FastChat.Bench.Load.Histories;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Keys;
using FastChat.Storage.Search;

namespace FastChat.Bench.Load.Searches;

/// <summary>Makes the database of `search`: messages, their index, and behind it a few that no segment covers yet.</summary>
internal sealed class SearchSetUp(LoadArguments arguments, LoadTarget target, ProgressLine progress)
{
    /// <summary>Of each conversation: more than a quiet one has, half as many as a busy one has on average.</summary>
    private const int TailMessages = StorageLimits.SearchQuietEntries;

    private readonly OwnServer _server = target.Own!;

    public async Task<SearchedHistory> MakeAsync(CancellationToken cancellation)
    {
        using var http = new ServerHttp(_server.Http);
        var accounts = await http.SeedAsync(2, "search", cancellation);
        var (writer, searcher) = (accounts[0], accounts[1]);
        var lanes = await Task.Run(() => Open(writer, searcher, cancellation), cancellation);
        var logs = lanes.Select((lane, i) => new StoredLog(lane.Id, writer.Id, writer.Device, new Payload(i + 1, Payload.BytesMin))).ToArray();
        var each = Math.Max(1, arguments.Messages / arguments.Conversations);
        var contents = new ChatContent(logs, seed: 1);
        await _server.StopAsync();
        double cpu, share;
        using (var builder = new HistoryBuilder(_server.Settings, contents))
        {
            builder.Add(logs, each, arguments.PerBlock, stored => progress.Show("storing", stored), cancellation);
            builder.Settle();
            var textBytes = contents.TextBytes;
            progress.Show("indexing", each * (long)logs.Length);
            cpu = Index(builder.Database, each * (long)logs.Length);
            share = (double)logs.Sum(log => IndexBytes(builder.Database, log.Conversation)) / textBytes;
            builder.Add(logs, TailMessages, arguments.PerBlock, _ => { }, cancellation);
            builder.Settle(Table.Search);
        }

        progress.Clear();
        await _server.StartAgainAsync(cancellation);
        return new SearchedHistory(searcher, [.. lanes.Take(arguments.Members).Select(lane => lane.Id.ToByteString())], each, cpu, share);
    }

    private Lane[] Open(SeededAccount writer, SeededAccount searcher, CancellationToken cancellation)
    {
        using var connection = target.Dialect.Connect(writer);
        var lanes = new Lane[arguments.Conversations];
        for (var i = 0; i < lanes.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            lanes[i] = target.Dialect.OpenGroup(connection, i < arguments.Members ? [searcher] : []);
        }

        return lanes;
    }

    /// <summary>As `search rebuild` does it, in this process and on this thread; microseconds of CPU a message.</summary>
    private static double Index(ChatDatabase database, long messages)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        new SearchRebuild(database).Run();
        process.Refresh();
        return Math.Round((process.TotalProcessorTime - before).TotalMicroseconds / messages, 2);
    }

    /// <summary>As it is stored: each piece with its seal and its row's key.</summary>
    private static long IndexBytes(ChatDatabase database, ConversationId conversation)
    {
        const int PieceOverhead = 33 + 26;
        return database.Search.ReadManifest(conversation).Segments.Sum(segment => segment.Bytes + (segment.Pieces * (long)PieceOverhead));
    }
}
