using CsCheck;
using FastChat.Client.Accounts;
using FastChat.Client.Conversations;
using FastChat.Client.LocalState;
using FastChat.Client.Media;
using FastChat.Client.Messages;
using FastChat.Tests.Client.Engine;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Tests.Client.Api;

/// <summary>Random logs of messages, edits, deletions and reactions in a real store, walked in random pages.</summary>
[TestFixture]
internal sealed class TimelineWindowTests
{
    [Test]
    public void Whatever_pages_it_grew_by_a_window_shows_what_a_fold_of_the_whole_log_says() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 120], Gen.Int[1, 40].Array[1, 6]).SampleAsync(
            async (seed, length, pages) =>
            {
                await using var fixture = new StoreFixture();
                await using var store = await fixture.OpenAsync();
                var log = Log(new Random(seed), length);
                var known = Math.Max(1, length / 2);
                await AddAsync(store, log[..known], length);
                var window = new TimelineWindow(store, StoreFixture.Group);
                window.OpenEnd(pages[0]);
                await AddAsync(store, log[known..], length);
                window.Refresh(pages[0]);
                foreach (var page in pages)
                    window.GrowOlder(page);
                while (!window.AtStart)
                    window.GrowOlder(50);
                Assert.That(Show(store, window), Is.EqualTo(Fold(log)));
            },
            iter: 60).GetAwaiter().GetResult();

    private static IEnumerable<(long Sequence, string Text, bool Edited, bool Deleted, string Reactions)> Show(LocalStore store, TimelineWindow window)
    {
        var items = new ItemBuilder(StoreFixture.Me, new People(store, StoreFixture.Session), new UploadBoard(store.Changes), store);
        return items.Build(window.Rows, [], default(Receipts), withEchoes: true).Select(item => (
            item.Sequence!.Value, item.Text, item.Edited, item.Deleted, string.Concat(item.Reactions.Select(r => $"{r.Emoji}{r.Count}"))));
    }

    private static IEnumerable<(long Sequence, string Text, bool Edited, bool Deleted, string Reactions)> Fold(Wire.Entry[] log)
    {
        for (var i = 0; i < log.Length; i++)
        {
            if (log[i].Kind != Wire.EntryKind.Message)
                continue;
            var about = log.Where(entry => entry.TargetSequence == (ulong)i + 1).ToArray();
            var edit = about.LastOrDefault(entry => entry.Kind == Wire.EntryKind.Edit);
            var deleted = about.Any(entry => entry.Kind == Wire.EntryKind.Delete);
            var liked = about.LastOrDefault(entry => entry.Kind == Wire.EntryKind.Reaction);
            var on = !deleted && liked is not null && !Wire.ReactionContent.Parser.ParseFrom(liked.Content).Removed;
            var text = deleted ? "" : Wire.MessageContent.Parser.ParseFrom((edit ?? log[i]).Content).Text;
            var edits = about.TakeWhile(entry => entry.Kind != Wire.EntryKind.Delete).Any(entry => entry.Kind == Wire.EntryKind.Edit);
            yield return (i + 1, text, edits, deleted, on ? "+1" : "");
        }
    }

    private static Wire.Entry[] Log(Random random, int length)
    {
        var log = new List<Wire.Entry>();
        var messages = new List<ulong>();
        for (var sequence = 1UL; sequence <= (ulong)length; sequence++)
        {
            var entry = StoreFixture.EntryOf($"text {sequence}", StoreFixture.OtherDevice, sequence + 500);
            if (messages.Count > 0 && random.Next(3) == 0)
            {
                entry.TargetSequence = messages[random.Next(messages.Count)];
                (entry.Kind, entry.Content) = random.Next(5) switch
                {
                    0 => (Wire.EntryKind.Delete, ByteString.Empty),
                    1 or 2 => (Wire.EntryKind.Edit, new Wire.MessageContent { Text = $"edit {sequence}" }.ToByteString()),
                    var n => (Wire.EntryKind.Reaction, new Wire.ReactionContent { Emoji = "+", Removed = n == 3 }.ToByteString()),
                };
            }
            else
            {
                messages.Add(sequence);
            }

            log.Add(entry);
        }

        return [.. log];
    }

    private static async Task AddAsync(LocalStore store, Wire.Entry[] entries, int head)
    {
        if (entries.Length == 0)
            return;
        await store.WriteAsync(transaction =>
        {
            ConversationWrites.Apply(transaction, StoreFixture.State(head));
            EntryWrites.Add(transaction, StoreFixture.BlockOf((long)entries[0].MessageId - 500, entries), new IngestResult());
            return true;
        });
    }
}
