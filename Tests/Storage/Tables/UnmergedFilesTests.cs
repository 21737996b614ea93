using System.Buffers;
using FastChat.Storage.Keys;

namespace FastChat.Tests.Storage.Tables;

/// <summary>Logs that lie in many flushed files, some of which hold nothing of a conversation and are passed over (decision 0025).</summary>
[TestFixture]
internal sealed class UnmergedFilesTests
{
    private const int Files = 6;

    [Test]
    public void The_log_of_each_conversation_is_read_whole_wherever_it_lies()
    {
        using var temporary = new TemporaryDatabase();
        var chats = Enumerable.Range(1, 7).Select(n => new Chat(temporary, (ulong)n).Create()).ToArray();
        var blocks = chats.Length;
        for (var file = 0; file < Files; file++)
        {
            foreach (var chat in chats.Where((_, n) => (n + file) % 3 == 0))
            {
                chat.Send(3).Send(2);
                blocks += 2;
            }

            temporary.Database.Engine.Flush([Table.Blocks]);
        }

        var found = Directory.GetFiles(temporary.Options.DataDirectory, "*.sst", SearchOption.AllDirectories);
        Assert.That(found, Has.Length.GreaterThanOrEqualTo(Files), "they are not merged yet");
        Assert.Multiple(() => Array.ForEach(chats, chat => RequireWhole(temporary, chat)));
        Assert.That(Count(temporary), Is.EqualTo(blocks), "a walk over everything passes nothing over");
    }

    private static void RequireWhole(TemporaryDatabase temporary, Chat chat)
    {
        var firsts = new List<ulong>();
        temporary.Database.Blocks.ReadForward(chat.Id, 1, (first, _) => Note(firsts, first));
        Assert.That(firsts[0], Is.EqualTo(1));
        Assert.That(firsts, Has.Count.EqualTo(1 + (2 * (int)((chat.Sequence - 1) / 5))));
        var backward = new List<ulong>();
        temporary.Database.Blocks.ReadBackward(chat.Id, chat.Sequence, (first, _) => Note(backward, first));
        Assert.That(backward, Is.EqualTo(firsts.AsEnumerable().Reverse()));
        for (var sequence = 1UL; sequence <= chat.Sequence; sequence++)
            Assert.That(temporary.Database.Blocks.ReadAround(chat.Id, sequence, new ArrayBufferWriter<byte>()), Is.True, $"{chat.Id} {sequence}");
        Assert.That(temporary.Database.Blocks.ReadAround(chat.Id, chat.Sequence + 1, new ArrayBufferWriter<byte>()), Is.False);
    }

    private static bool Note(List<ulong> firsts, ulong first)
    {
        firsts.Add(first);
        return true;
    }

    private static int Count(TemporaryDatabase temporary)
    {
        using var rows = temporary.Database.Engine.Iterate(Table.Blocks);
        var count = 0;
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext()) count++;
        return count;
    }
}
