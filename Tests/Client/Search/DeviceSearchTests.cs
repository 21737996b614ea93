using FastChat.Client;
using FastChat.Client.Accounts;
using FastChat.Client.LocalState;
using FastChat.Client.Search;
using FastChat.Tests.Client.Engine;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using static FastChat.Tests.Client.Engine.StoreFixture;
using Entry = FastChat.Protocol.Entry;
using EntryKind = FastChat.Protocol.EntryKind;
using SearchOrder = FastChat.Client.SearchOrder;

namespace FastChat.Tests.Client.Search;

/// <summary>The index of a device's own store, without a server.</summary>
[TestFixture]
public sealed class DeviceSearchTests : StoreTestBase
{
    [Test]
    public async Task What_is_stored_is_found_before_and_after_it_is_indexed()
    {
        await Store.UpsertConversationAsync(State());
        await AddAsync(BlockOf(1, 200, sequence => $"needle{sequence % 10} text"));
        Assert.That(Find("needle3"), Has.Count.EqualTo(20));
        await IndexAsync(pendingMin: 1);
        Assert.That(Store.Read(connection => SearchTable.ReadDue(connection, 1)), Is.Empty);
        Assert.That(Find("needle3"), Is.EqualTo(Enumerable.Range(0, 20).Select(i => 193L - (i * 10))));
        await AddAsync(BlockOf(201, 1, _ => "one more needle3"));
        Assert.That(Find("needle3"), Has.Count.EqualTo(21));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task Whatever_comes_in_any_order_a_search_finds_what_is_there(int seed)
    {
        await Store.UpsertConversationAsync(State());
        var random = new Random(seed);
        var log = new List<Entry>();
        var texts = new Dictionary<long, string>();
        for (var sequence = 1; sequence <= 1_500; sequence++) log.Add(Next(random, sequence, texts));
        // History comes backwards, in pages; edits may come before what they are about.
        var pages = Enumerable.Range(0, 30).OrderBy(_ => random.Next()).ToList();
        foreach (var page in pages)
        {
            await AddAsync(BlockOf((page * 50) + 1, log.GetRange(page * 50, 50)));
            if (random.Next(2) == 0) await IndexAsync(pendingMin: random.Next(1, 100));
        }

        for (var round = 0; round < 2; round++)
        {
            for (var w = 0; w < 30; w++)
            {
                var expected = texts.Where(text => text.Value.Split(' ').Contains($"w{w}")).Select(text => text.Key).OrderDescending();
                Assert.That(Find($"w{w}"), Is.EqualTo(expected), $"seed {seed} w{w}");
            }

            await IndexAsync(pendingMin: 1);
        }
    }

    [Test]
    public async Task Deleted_text_leaves_the_index_and_a_deleted_conversation_takes_its_index_along()
    {
        await Store.UpsertConversationAsync(State());
        await AddAsync(BlockOf(1, 100, sequence => sequence == 7 ? "topsecretword" : "hay"));
        await IndexAsync(pendingMin: 1);
        Assert.That(HoldsTerm("topsecretword"), Is.True);
        await AddAsync(BlockOf(101, [new Entry { Kind = EntryKind.Delete, TargetSequence = 7, SenderAccount = Other.ToByteString(), MessageId = 9 }]));
        Assert.That(Find("topsecretword"), Is.Empty);
        await IndexAsync(pendingMin: 1);
        Assert.That(HoldsTerm("topsecretword"), Is.False);
        await Store.WriteAsync(transaction =>
        {
            ConversationWrites.Delete(transaction, Group, ConversationTable.Key(transaction.Connection, Group));
            return true;
        });
        Assert.That(Store.Read(connection => connection.Number("SELECT COUNT(*) FROM search_pieces")), Is.Zero);
        Assert.That(Find("hay"), Is.Empty);
    }

    [Test]
    public async Task The_index_is_sealed()
    {
        await Store.UpsertConversationAsync(State());
        await AddAsync(BlockOf(1, 100, _ => "unmistakableword"));
        await IndexAsync(pendingMin: 1);
        await Store.DisposeAsync();
        foreach (var file in Directory.GetFiles(Fixture.Directory))
        {
            Assert.That((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("unmistakable"u8), Is.EqualTo(-1), Path.GetFileName(file));
        }

        Store = await Fixture.OpenAsync();
        Assert.That(Find("unmistakableword"), Has.Count.EqualTo(50));
    }

    [Test]
    public async Task Pages_follow_each_other_and_what_was_left_is_not_found()
    {
        await Store.UpsertConversationAsync(State());
        await AddAsync(BlockOf(1, 95, _ => "needle"));
        await IndexAsync(pendingMin: 1);
        var found = new List<long>();
        for (string? after = null; ;)
        {
            var page = Search().Run("needle", new SearchOptions { Limit = 20, After = after, Order = SearchOrder.Relevance });
            found.AddRange(page.Messages.Select(message => message.Sequence));
            if (page.Next is null) break;
            after = page.Next;
        }

        Assert.That(found, Is.EqualTo(Enumerable.Range(1, 95).Reverse()));
        Assert.Throws<ChatException>(() => Search().Run("needle", new SearchOptions { After = "nonsense" }));
        Assert.That(Assert.Throws<ChatException>(() => Search().Run("\"open", new SearchOptions()))!.Code, Is.EqualTo(ErrorCode.BadQuery));
        await Store.WriteAsync(transaction =>
        {
            ConversationWrites.Leave(transaction, Group, 95);
            return true;
        });
        Assert.That(Find("needle"), Is.Empty);
    }

    private static Entry Next(Random random, long sequence, Dictionary<long, string> texts)
    {
        var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => $"w{random.Next(30)}"));
        var entry = EntryOf(text, OtherDevice, (ulong)sequence + 1_000_000, 0);
        if (texts.Count > 0 && random.Next(8) == 0)
        {
            entry.TargetSequence = (ulong)texts.Keys.ElementAt(random.Next(texts.Count));
            entry.Kind = random.Next(2) == 0 ? EntryKind.Edit : EntryKind.Delete;
            if (entry.Kind == EntryKind.Edit) texts[(long)entry.TargetSequence] = text;
            else texts.Remove((long)entry.TargetSequence);
            return entry;
        }

        texts[sequence] = text;
        return entry;
    }

    private List<long> Find(string query)
    {
        var found = new List<long>();
        var options = new SearchOptions { Limit = 50 };
        var page = Search().Run(query, options);
        found.AddRange(page.Messages.Select(message => message.Sequence));
        while (page.Next is not null && found.Count < 400 && query[0] == 'w')
        {
            page = Search().Run(query, options with { After = page.Next });
            found.AddRange(page.Messages.Select(message => message.Sequence));
        }

        return found;
    }

    private DeviceSearch Search() => new(Store, Me, new People(Store, Session));

    private async Task IndexAsync(int pendingMin)
    {
        await using var indexer = new DeviceIndexer(Store, Me, TimeProvider.System, NullLogger.Instance);
        await indexer.IndexAsync(pendingMin);
    }

    private bool HoldsTerm(string term) => Store.Read(connection =>
        SearchTable.ReadSegments(connection, ConversationTable.Key(connection, Group))
            .Exists(row => SearchTable.Open(connection, row.Segment)!.TryFind(System.Text.Encoding.UTF8.GetBytes(term), out _)));
}
