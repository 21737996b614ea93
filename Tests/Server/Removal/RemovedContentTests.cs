using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Storage;
using FastChat.Storage.Keys;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Removal;

/// <summary>What was deleted or has expired: a tombstone stays in the log, and nothing of the content anywhere.</summary>
[TestFixture]
internal sealed class RemovedContentTests
{
    private TestServer _server = null!;
    private RawSession _ada = null!;
    private RawClient _client = null!;
    private ConversationId _conversation;

    private ChatDatabase Database => _server.Server.Services.GetRequiredService<ChatDatabase>();

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        _ada = await _server.RegisterAsync("ada");
        var grace = await _server.RegisterAsync("grace");
        _client = await _server.ConnectAsync(_ada);
        var opened = await _client.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = grace.Account.ToByteString() } });
        ConversationId.TryRead(opened.Conversation.ConversationId.Span, out _conversation);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task After_deletion_compaction_and_recycled_logs_no_record_chunk_or_log_holds_a_trace()
    {
        const string Words = "the plum in the icebox";
        var media = await _server.Accounts.UploadAsync(_ada.AccessToken, "the plum itself");
        var message = RawEntries.WithMedia(Words, media);
        message.PayloadType = "com.example.plum";
        var sent = await _client.SendAsync(_conversation, 1, message, RawEntries.Text("a neighbour in the same block"));
        var removed = sent[0].Sequence;
        await _client.SendAsync(_conversation, 3, RawEntries.Edit(removed, Words + ", eaten"), RawEntries.About(EntryKind.Pin, removed));
        var before = SealedRows(Words);
        Assert.That(before, Has.Count.EqualTo(2), "the message and its edit are found, so that the search can find something");
        Assert.That(FilesWith(before), Is.Not.Empty);

        await _client.SendAsync(_conversation, 5, RawEntries.Delete(removed));
        await RemovedAsync(removed);
        Assert.That(FilesWith(before), Is.Not.Empty, "until the files are rewritten, earlier versions lie in them");
        Database.Purge();

        Assert.That(FilesWith(before), Is.Empty, "earlier versions in table files and logs");
        Assert.That(SealedRows(Words), Is.Empty, "records that open under the live keys");
        using (var references = Database.Engine.Iterate(Table.MediaReferences))
        {
            Assert.That(references.SeekToFirst(), Is.False, "no live key opens a chunk of the media");
        }

        using var download = await _server.Accounts.SendAsync(
            HttpMethod.Get, $"v1/media/{media}?conversation={_conversation}", _ada.AccessToken);
        Assert.That((int)download.StatusCode, Is.EqualTo(404));
        await TombstoneAsync(removed, message.MessageId, neighbour: sent[1].Sequence);
        Assert.That(Database.Verify().Problems, Is.Empty);

        // A retry of the removed message still gets its old ack (A3), and nothing new is written about it.
        var again = await _client.SendAsync(_conversation, 1, message);
        Assert.That(again[0].Sequence, Is.EqualTo(removed));
        var edit = await _client.SendAsync(_conversation, 6, RawEntries.Edit(removed, "back again"));
        Assert.That(edit[0].Code, Is.EqualTo(Code.TargetNotFound));
    }

    [Test]
    public async Task Messages_expire_by_their_own_time_and_by_the_conversation_s_also_across_a_restart()
    {
        var own = RawEntries.Text("gone in a second");
        own.ExpiresAfterSeconds = 1;
        var first = (await _client.SendAsync(_conversation, 1, own))[0].Sequence;
        await RemovedAsync(first);

        var set = await _client.RequestAsync(new ClientFrame { SetMessageTimer = new() { ConversationId = _conversation.ToByteString(), Seconds = 2 } });
        Assert.That(set.Error, Is.Null);
        var second = (await _client.SendTextAsync(_conversation, 2, "gone with all others")).Sequence;
        await _client.DisposeAsync();
        await _server.StopAsync();
        await _server.StartAgainAsync();
        _client = await _server.ConnectAsync(_ada);
        await RemovedAsync(second);
        var state = (await _client.RequestAsync(new ClientFrame { FetchConversation = new() { ConversationId = _conversation.ToByteString() } })).Conversation;
        Assert.That(state.MessageTimerSeconds, Is.EqualTo(2));
        Assert.That(Database.Verify().Problems, Is.Empty);
        Assert.That(SealedRows("gone "), Is.Empty);
    }

    [Test]
    public async Task A_policy_that_keeps_no_earlier_words_cuts_them_out_and_the_message_lives_on()
    {
        await using var server = await TestServer.StartAsync(options => options with { EditHistoryKept = false });
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _server = server;
        _ada = await _server.RegisterAsync("ada");
        var grace = await _server.RegisterAsync("grace");
        _client = await _server.ConnectAsync(_ada);
        var opened = await _client.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = grace.Account.ToByteString() } });
        ConversationId.TryRead(opened.Conversation.ConversationId.Span, out _conversation);
        var sent = (await _client.SendTextAsync(_conversation, 1, "first words")).Sequence;
        await _client.SendAsync(_conversation, 2, RawEntries.Edit(sent, "second words"));
        await _client.SendAsync(_conversation, 3, RawEntries.Edit(sent, "third words"));
        await Conditions.Until(() => SealedRows("first words").Count == 0 && SealedRows("second words").Count == 0);
        Assert.That(SealedRows("third words"), Has.Count.EqualTo(1));
        var reaction = await _client.SendAsync(_conversation, 4, RawEntries.Reaction(sent, "👍"));
        Assert.That(reaction[0].Code, Is.EqualTo(Code.Unspecified));
        Assert.That(Database.Verify().Problems, Is.Empty);
        await _client.DisposeAsync();
        await StartAsync();
    }

    /// <summary>The sequence, its sender and what it counted as stay; so does what lies beside it.</summary>
    private async Task TombstoneAsync(ulong sequence, ulong messageId, ulong neighbour)
    {
        var request = new FetchHistory { ConversationId = _conversation.ToByteString(), After = sequence - 1, Limit = 2 };
        var page = (await _client.RequestAsync(new ClientFrame { FetchHistory = request })).HistoryPage;
        var entries = page.Blocks
            .SelectMany(block => block.Entries.Select((entry, i) => (Sequence: block.FirstSequence + (ulong)i, Entry: entry)))
            .ToDictionary(entry => entry.Sequence, entry => entry.Entry);
        var tombstone = entries[sequence];
        Assert.That(tombstone.Flags, Is.EqualTo((uint)(EntryFlag.CountsAsUnread | EntryFlag.Removed)));
        Assert.That((tombstone.MessageId, tombstone.Content.Length, tombstone.MediaIds.Count), Is.EqualTo((messageId, 0, 0)));
        Assert.That(MessageContent.Parser.ParseFrom(entries[neighbour].Content).Text, Does.StartWith("a neighbour"));
    }

    /// <summary>Waits until the server has cut the content out.</summary>
    private Task RemovedAsync(ulong sequence) => Conditions.Until(() =>
    {
        var removed = false;
        Database.Blocks.ReadForward(_conversation, sequence, (_, bytes) =>
        {
            BlockReader.TryOpen(bytes, out var reader);
            while (reader.TryRead(out var entry))
            {
                removed |= entry.Sequence == sequence && (entry.Flags & (uint)EntryFlag.Removed) != 0;
            }

            return false;
        });
        return removed;
    });

    /// <summary>Every sealed value whose plaintext holds the words: as it lies on the disk.</summary>
    private List<byte[]> SealedRows(string words) => [.. Traces.Rows(Database, words).Select(row => row.Sealed)];

    private List<string> FilesWith(List<byte[]> values) => Traces.Files(_server.Server.Options.DataDirectory, values);
}
