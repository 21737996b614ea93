using FastChat.Protocol;
using FastChat.Server.Indexing;
using FastChat.Storage;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using static FastChat.Tests.Support.Raw.RawEntries;

namespace FastChat.Tests.Server.Indexing;

/// <summary>SearchMessages over the wire, against the real server with its indexer.</summary>
[TestFixture]
internal sealed class SearchTests
{
    private static readonly IdSource NewIds = new(TimeProvider.System);

    private TestServer _server = null!;
    private RawSession _ada = null!;
    private RawSession _grace = null!;
    private RawClient _adas = null!;
    private RawClient _graces = null!;
    private ulong _adasNumber;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        (_ada, _grace) = (await _server.RegisterAsync("ada"), await _server.RegisterAsync("grace"));
        (_adas, _graces) = (await _server.ConnectAsync(_ada), await _server.ConnectAsync(_grace));
        _adasNumber = 0;
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _adas.DisposeAsync();
        await _graces.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_message_is_found_as_soon_as_it_is_acked_and_while_it_is_indexed()
    {
        var group = await GroupAsync(_grace);
        for (var i = 0; i < 20; i++)
        {
            var entries = Enumerable.Range(0, 50).Select(k => Text($"round{i} message{k} all")).ToArray();
            await SayAsync(group, entries);
            var page = await FindAsync(_graces, new SearchMessages { Query = $"round{i} message{(i * 7) % 50}" });
            Assert.That(page.Hits, Has.Count.EqualTo(1), $"round {i}");
        }

        await CoveredAsync(group, 1_000 - StorageLimits.SearchTailEntries);
        var all = await FindAllAsync(_graces, new SearchMessages { Query = "all", Limit = 50 });
        Assert.That(all.Select(hit => hit.Sequence), Is.EqualTo(Enumerable.Range(2, 1_000).Select(i => (ulong)i).Reverse()));
        var relevant = await FindAllAsync(_graces, new SearchMessages { Query = "all", Limit = 50, Order = SearchOrder.Relevance });
        Assert.That(relevant.Select(hit => hit.Sequence).Order(), Is.EqualTo(all.Select(hit => hit.Sequence).Order()));
    }

    [Test]
    public async Task A_hit_tells_where_and_what()
    {
        var group = await GroupAsync(_grace);
        var sequence = await SayAsync(group, Text("Did Zoë say: good morning, world?"));
        var hit = (await FindAsync(_graces, new SearchMessages { Query = "\"good morning\" zoe from:@ada in:books after:2026-01-01" })).Hits.Single();
        Assert.That((hit.Sequence, hit.Edited), Is.EqualTo((sequence, false)));
        Assert.That(hit.SenderAccount, Is.EqualTo(_ada.Account.ToByteString()));
        Assert.That(hit.ConversationId, Is.EqualTo(group.ToByteString()));
        Assert.That(hit.Highlights.Select(range => hit.Excerpt.Substring((int)range.Start, (int)range.Length)), Is.EqualTo(new[] { "Zoë", "good morning" }));
        Assert.That(hit.ServerTimeMs, Is.GreaterThan(0));
    }

    [Test]
    public async Task Edits_and_deletions_count_at_once()
    {
        var group = await GroupAsync(_grace);
        var edited = await SayAsync(group, Text("old words"));
        var deleted = await SayAsync(group, Text("old words too"));
        await SayAsync(group, Edit(edited, "new words"));
        await SayAsync(group, Delete(deleted));
        Assert.That((await FindAsync(_graces, new SearchMessages { Query = "old" })).Hits, Is.Empty);
        var hit = (await FindAsync(_graces, new SearchMessages { Query = "new" })).Hits.Single();
        Assert.That((hit.Sequence, hit.Edited, hit.Excerpt), Is.EqualTo((edited, true, "new words")));
    }

    [Test]
    public async Task What_has_expired_leaves_the_index()
    {
        var group = await GroupAsync(_grace);
        var expiring = Text("plums in the icebox");
        expiring.ExpiresAfterSeconds = 2;
        var sequence = await SayAsync(group, expiring);
        await SayAsync(group, [.. Enumerable.Range(0, 60).Select(i => Text($"filler {i}"))]);
        await CoveredAsync(group, sequence);
        var database = _server.Server.Services.GetRequiredService<ChatDatabase>();
        await Conditions.Until(() => database.Search.ReadManifest(group).Segments.Sum(segment => segment.Documents) < (int)database.Search.ReadManifest(group).Covered - 1);
        await Conditions.Until(() => database.Search.ReadErased(group, 1).Count == 0 && database.Search.ReadManifest(group).PurgeMs == 0);
        Assert.That((await FindAsync(_graces, new SearchMessages { Query = "plums" })).Hits, Is.Empty);
        Assert.That(new FastChat.Storage.Search.SearchVerification(database).Check(group), Is.Null);
    }

    [Test]
    public async Task What_one_has_deleted_for_oneself_only_others_find()
    {
        var group = await GroupAsync(_grace);
        var first = await SayAsync(group, Text("needle one"));
        await SayAsync(group, Text("needle two"));
        var third = await SayAsync(group, Text("needle three"));
        await AskAsync(_graces, new ClientFrame { HideMessages = new HideMessages { ConversationId = group.ToByteString(), Through = first, Sequences = { third } } });
        Assert.That((await FindAsync(_graces, new SearchMessages { Query = "needle" })).Hits.Select(hit => hit.Excerpt), Is.EqualTo(new[] { "needle two" }));
        Assert.That((await FindAsync(_adas, new SearchMessages { Query = "needle" })).Hits, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Nobody_finds_what_was_before_they_joined_or_after_they_left()
    {
        var group = await GroupAsync();
        await SayAsync(group, Text("needle before"));
        await AskAsync(_adas, new ClientFrame { AddMembers = new AddMembers { ConversationId = group.ToByteString(), Accounts = { _grace.Account.ToByteString() } } });
        await SayAsync(group, Text("needle during"));
        Assert.That((await FindAsync(_graces, new SearchMessages { Query = "needle" })).Hits.Select(hit => hit.Excerpt), Is.EqualTo(new[] { "needle during" }));
        await AskAsync(_adas, new ClientFrame { RemoveMember = new RemoveMember { ConversationId = group.ToByteString(), Account = _grace.Account.ToByteString() } });
        await SayAsync(group, Text("needle after"));
        Assert.That((await FindAsync(_graces, new SearchMessages { Query = "needle" })).Hits, Is.Empty, "not even what was readable then");
        Assert.That((await FindAsync(_adas, new SearchMessages { Query = "needle" })).Hits, Has.Count.EqualTo(3));
        var asked = await _graces.RequestAsync(new ClientFrame { SearchMessages = new SearchMessages { Query = "needle", ConversationIds = { group.ToByteString() } } });
        Assert.That(asked.Error.Code, Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task Conversations_are_chosen_by_id_title_and_handle()
    {
        var books = await GroupAsync(_grace);
        await SayAsync(books, Text("needle in books"));
        var direct = await AskAsync(_adas, new ClientFrame { CreateDirect = new CreateDirect { AccountId = _grace.Account.ToByteString() } });
        ConversationId.TryRead(direct.Conversation.ConversationId.Span, out var id);
        await _adas.SendTextAsync(id, 1, "needle in direct");
        foreach (var (query, expected) in new[]
        {
            ("needle", "needle in direct|needle in books"), ("needle in:books", "needle in books"), ("needle in:\"old books\"", "needle in books"),
            ("needle in:@grace", "needle in direct"), ($"needle in:{books}", "needle in books"), ("needle -in:books", "needle in direct"),
            ("needle in:nowhere", ""), ("needle from:nobody", ""), ("needle from:me", "needle in direct|needle in books"), ("needle -from:me", ""),
        })
        {
            var hits = (await FindAsync(_adas, new SearchMessages { Query = query })).Hits;
            // Both may be of the same millisecond: their order is not asked here.
            Assert.That(hits.Select(hit => hit.Excerpt), Is.EquivalentTo(expected.Split("|", StringSplitOptions.RemoveEmptyEntries)), query);
        }
    }

    [TestCase("", Code.BadQuery)]
    [TestCase("\"open", Code.BadQuery)]
    [TestCase("x before:soon", Code.BadQuery)]
    public async Task A_query_that_cannot_be_understood_is_refused(string query, Code code)
    {
        var answer = await _adas.RequestAsync(new ClientFrame { SearchMessages = new SearchMessages { Query = query } });
        Assert.That(answer.Error.Code, Is.EqualTo(code));
        Assert.That(answer.Error.Message, Does.Contain("at character"));
    }

    [Test]
    public async Task Malformed_requests_are_refused()
    {
        foreach (var (request, code) in new[]
        {
            (new SearchMessages { Query = "x", ConversationIds = { Google.Protobuf.ByteString.CopyFrom(1, 2) } }, Code.Malformed),
            (new SearchMessages { Query = "x", Continuation = Google.Protobuf.ByteString.CopyFrom(1) }, Code.BadCursor),
            (new SearchMessages { Query = "x", ConversationIds = { Enumerable.Range(0, 101).Select(_ => NewIds.NewId<ConversationId>().ToByteString()) } }, Code.LimitReached),
        })
        {
            Assert.That((await _adas.RequestAsync(new ClientFrame { SearchMessages = request })).Error.Code, Is.EqualTo(code));
        }
    }

    [Test]
    public async Task The_index_survives_a_restart_and_is_rebuilt_and_verified_by_command()
    {
        var group = await GroupAsync(_grace);
        await SayAsync(group, [.. Enumerable.Range(0, 200).Select(i => Text($"needle {i}"))]);
        await CoveredAsync(group, 170);
        await _server.StopAsync();
        await _server.StartAgainAsync();
        var database = _server.Server.Services.GetRequiredService<ChatDatabase>();
        var before = database.Search.ReadManifest(group);
        Assert.That(before.Covered, Is.GreaterThanOrEqualTo(170));
        Assert.That(await _server.Server.Services.GetRequiredService<SearchIndexer>().RebuildAsync(CancellationToken.None), Is.EqualTo(1));
        Assert.That(new FastChat.Storage.Search.SearchVerification(database).Check(group), Is.Null);
        await using var again = await _server.ConnectAsync(_grace);
        Assert.That((await FindAsync(again, new SearchMessages { Query = "needle 150" })).Hits, Has.Count.EqualTo(1));
    }

    private async Task CoveredAsync(ConversationId conversation, ulong sequence)
    {
        var database = _server.Server.Services.GetRequiredService<ChatDatabase>();
        await Conditions.Until(() => database.Search.ReadManifest(conversation).Covered >= sequence);
    }

    private async Task<ConversationId> GroupAsync(params RawSession[] members)
    {
        var id = NewIds.NewId<ConversationId>();
        var create = new CreateGroup { ConversationId = id.ToByteString(), Title = "The old books" };
        create.Members.AddRange(members.Select(member => member.Account.ToByteString()));
        await AskAsync(_adas, new ClientFrame { CreateGroup = create });
        _adasNumber = 0;
        return id;
    }

    /// <summary>Ada says something; the sequence of the last entry.</summary>
    private async Task<ulong> SayAsync(ConversationId conversation, params OutgoingEntry[] entries)
    {
        var outcomes = await _adas.SendAsync(conversation, _adasNumber + 1, entries);
        _adasNumber += (ulong)entries.Length;
        Assert.That(outcomes.Select(outcome => outcome.Code), Is.All.EqualTo(Code.Unspecified));
        return outcomes[^1].Sequence;
    }

    private static async Task<ServerFrame> AskAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.BodyCase, Is.Not.EqualTo(ServerFrame.BodyOneofCase.Error), $"{answer}");
        return answer;
    }

    private static async Task<SearchPage> FindAsync(RawClient client, SearchMessages search) =>
        (await AskAsync(client, new ClientFrame { SearchMessages = search })).SearchPage;

    private static async Task<List<SearchHit>> FindAllAsync(RawClient client, SearchMessages search)
    {
        var hits = new List<SearchHit>();
        while (true)
        {
            var page = await FindAsync(client, search);
            hits.AddRange(page.Hits);
            if (page.Continuation.IsEmpty) return hits;
            search = search.Clone();
            search.Continuation = page.Continuation;
        }
    }
}
