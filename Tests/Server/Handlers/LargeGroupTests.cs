using System.Diagnostics;
using System.Net.Http.Json;
using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Handlers;

/// <summary>The largest group: 100,000 members, of whom 200 are connected. Prints the figures of docs/BENCHMARKS.md.</summary>
[TestFixture]
[Category("Long")]
[NonParallelizable]
internal sealed class LargeGroupTests
{
    private const int Members = ProtocolLimits.GroupMembersMax;
    private const int Connected = 200;
    private const int Joining = 100;
    private const int Messages = 1_000;
    private const int PerRequest = ProtocolLimits.MembersPerRequestMax;

    /// <summary>Generous: a machine that is busy with other things must not fail it, an effort per member must.</summary>
    private static readonly TimeSpan StepMax = TimeSpan.FromMilliseconds(500);

    private readonly IdSource _ids = new(TimeProvider.System);

    [Test]
    public async Task A_hundred_thousand_members_are_added_written_to_listed_joined_and_left()
    {
        await using var server = await TestServer.StartAsync(options => options with { Seeding = new() { Enabled = true }, ConnectionsMax = 2_000 });
        var sessions = await SeedAsync(server);
        var offline = await MakeAccountsAsync(server, Members - Connected - Joining);
        var clients = await Task.WhenAll(sessions.Select(server.ConnectAsync));
        var (owner, readers, newcomers) = (clients[0], clients[1..Connected], clients[Connected..(Connected + Joining)]);
        var group = _ids.NewId<ConversationId>();
        var started = Stopwatch.GetTimestamp();
        await AskAsync(owner, new ClientFrame
        {
            CreateGroup = new() { ConversationId = group.ToByteString(), Title = "everybody", Members = { sessions[1..Connected].Select(one => one.Account.ToByteString()) } },
        });
        foreach (var some in offline.Chunk(PerRequest))
        {
            await AskAsync(owner, new ClientFrame { AddMembers = new() { ConversationId = group.ToByteString(), Accounts = { some.Select(one => one.ToByteString()) } } });
        }

        Print($"filled with {Members - Joining:N0} members in {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s, {PerRequest:N0} a request");
        var link = (await AskAsync(owner, new ClientFrame { CreateInvite = new() { ConversationId = group.ToByteString(), Secret = _ids.NewId<ConversationId>().ToByteString() } })).InviteCreated.Link;
        Assert.That((await MeasureAsync("join by a link", newcomers, client => AskAsync(client, Join(link)))).All(answer => answer.JoinResult.State == JoinState.Member));
        Assert.That((await clients[^1].RequestAsync(Join(link))).Error.Code, Is.EqualTo(Code.LimitReached), "one more than there may be");

        var sends = new ulong[Messages];
        await MeasureAsync("send, until the ack", Enumerable.Range(0, Messages), async i => sends[i] = (await owner.SendTextAsync(group, (ulong)i + 1, $"message {i}")).Sequence);
        foreach (var reader in readers.Concat(newcomers))
        {
            await reader.NextEventAsync(frame => frame.Block is { } block && block.FirstSequence + block.EntryCount > sends[^1]);
        }

        var listed = new HashSet<ByteString>();
        var after = ByteString.Empty;
        await MeasureAsync($"fetch a page of {PerRequest:N0} members", Enumerable.Range(0, Members / PerRequest), async page =>
        {
            var answer = await AskAsync(readers[0], new ClientFrame { FetchMembers = new() { ConversationId = group.ToByteString(), AfterAccount = after, Limit = PerRequest } });
            listed.UnionWith(answer.MemberPage.Members.Select(member => member.Account));
            after = answer.MemberPage.Members[^1].Account;
            Assert.That(answer.MemberPage.More, Is.EqualTo(page < (Members / PerRequest) - 1));
        });
        Assert.That(listed, Has.Count.EqualTo(Members));

        await MeasureAsync("sync of one member", readers[..50], reader => AskAsync(reader, new ClientFrame { Sync = new() }));
        await MeasureAsync("leave", newcomers, client => AskAsync(client, new ClientFrame { LeaveConversation = new() { ConversationId = group.ToByteString() } }));
        var state = (await AskAsync(owner, new ClientFrame { FetchConversation = new() { ConversationId = group.ToByteString() } })).Conversation;
        Assert.That(state.MemberCount, Is.EqualTo(Members - Joining));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    private static ClientFrame Join(ByteString link) => new() { JoinConversation = new() { Link = link } };

    private static void Print(string figure) => TestContext.Out.WriteLine($"group of {Members:N0}: {figure}");

    private static async Task<ServerFrame> AskAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null, $"{request.RequestCase}");
        return answer;
    }

    private static Task<List<bool>> MeasureAsync<T>(string what, IEnumerable<T> items, Func<T, Task> act) => MeasureAsync(what, items, async item =>
    {
        await act(item);
        return true;
    });

    /// <summary>One after the other; prints how long they took.</summary>
    private static async Task<List<TResult>> MeasureAsync<T, TResult>(string what, IEnumerable<T> items, Func<T, Task<TResult>> act)
    {
        var (results, took) = (new List<TResult>(), new List<TimeSpan>());
        foreach (var item in items)
        {
            var started = Stopwatch.GetTimestamp();
            results.Add(await act(item));
            took.Add(Stopwatch.GetElapsedTime(started));
        }

        took.Sort();
        Print($"{what}: p50 {took[took.Count / 2].TotalMilliseconds:N2} ms, p99 {took[took.Count * 99 / 100].TotalMilliseconds:N2} ms, {took.Count:N0} times");
        Assert.That(took[took.Count / 2], Is.LessThan(StepMax), what);
        return results;
    }

    /// <summary>The owner, those who are connected, those who join, and one more.</summary>
    private static async Task<RawSession[]> SeedAsync(TestServer server)
    {
        using var answer = await server.Http.PostAsJsonAsync("v1/seed", new { accounts = Connected + Joining + 1, prefix = "large" });
        var seeded = (await answer.Content.ReadFromJsonAsync<RawSession[]>())!;
        return seeded;
    }

    /// <summary>Accounts that never come: their rows alone, past the registration.</summary>
    private async Task<AccountId[]> MakeAccountsAsync(TestServer server, int count)
    {
        var database = server.Server.Services.GetRequiredService<ChatDatabase>();
        var writer = server.Server.Services.GetRequiredService<RecordWriter>();
        var accounts = new AccountId[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 1_024 }, async (i, cancellation) =>
        {
            var account = accounts[i] = _ids.NewId<AccountId>();
            await writer.RunAsync(account.Shard(), account.Value, batch =>
            {
                var key = database.Keys.Create(batch, account);
                database.Accounts.Put(batch, account, key, new AccountRecord($"offline{i}", "", "", MediaId.None, 0));
                return true;
            }, cancellation);
        });
        return accounts;
    }
}
