using FastChat.Storage;
using FastChat.Storage.Conversations;

namespace FastChat.Tests.Storage.Backup;

/// <summary>
/// R5: damaged files of every kind. Each read of the damaged database returns what was written or throws; an open that
/// would lose durable commits is refused.
/// </summary>
[TestFixture]
[Category("Long")]
internal sealed class DamageTests
{
    private const int Rounds = 200;
    private const ulong Chats = 12;

    private static readonly string[] Kinds = ["*.log", "*.sst", "MANIFEST-*", "media"];

    [Test]
    public void No_damage_to_a_file_is_ever_read_as_if_it_were_right()
    {
        using var temporary = new TemporaryDatabase();
        var chats = Fill(temporary);
        var expected = chats.ToDictionary(chat => chat.Id, chat => Read(temporary.Database, chat));
        var (detected, harmless) = (0, 0);
        for (var seed = 0; seed < Rounds; seed++)
        {
            var options = temporary.Options with { DataDirectory = temporary.File("damaged") };
            Directories.Copy(temporary.Options.DataDirectory, options.DataDirectory);
            var what = Damage(options.DataDirectory, seed);
            if (IsDetected(options, chats, expected, $"seed {seed}: {what}")) detected++;
            else harmless++;
            Directory.Delete(options.DataDirectory, recursive: true);
        }

        TestContext.Out.WriteLine($"{Rounds} rounds: {detected} detected, {harmless} harmless, 0 silently wrong");
        Assert.That(detected, Is.GreaterThan(Rounds / 2));
    }

    private static List<Chat> Fill(TemporaryDatabase temporary)
    {
        var chats = new List<Chat>();
        for (ulong n = 1; n <= Chats; n++)
        {
            var chat = new Chat(temporary, n).Create().Send(20).Send(5, targets: true);
            chat.AddMedia(n, [.. Enumerable.Range(0, 1_000).Select(i => (byte)i)]);
            chats.Add(chat);
            // Half of the data in table files, the rest in the log.
            if (n == Chats / 2) temporary.Database.Conversations.Compact(chat.Id);
        }

        foreach (var chat in chats) chat.Send(30);
        return chats;
    }

    private static string Damage(string dataDirectory, int seed)
    {
        var random = new Random(seed);
        var kind = Kinds[seed % Kinds.Length];
        var files = kind == "media"
            ? Directory.GetFiles(Path.Combine(dataDirectory, kind), "*", SearchOption.AllDirectories)
            : Directory.GetFiles(StoragePaths.Database(dataDirectory), kind);
        Array.Sort(files, StringComparer.Ordinal);
        var file = files.Where(path => new FileInfo(path).Length > 0).ElementAt(random.Next(files.Count(path => new FileInfo(path).Length > 0)));
        var bytes = File.ReadAllBytes(file);
        var at = random.Next(bytes.Length);
        var how = random.Next(3);
        if (how == 0) bytes[at] ^= (byte)(1 << random.Next(8));
        if (how == 1) bytes = bytes[..at];
        if (how == 2) bytes.AsSpan(at, Math.Min(512, bytes.Length - at)).Clear();
        File.WriteAllBytes(file, bytes);
        return $"{Path.GetFileName(file)}, {(how == 0 ? "bit flipped" : how == 1 ? "cut" : "zeroed")} at {at}";
    }

    /// <summary>True: some read or the open refused. A wrong answer fails the test.</summary>
    private static bool IsDetected(
        StorageOptions options, List<Chat> chats, Dictionary<ConversationId, Content> expected, string what)
    {
        ChatDatabase database;
        try
        {
            database = ChatDatabase.Open(options, TimeProvider.System);
        }
        catch (StorageException)
        {
            return true;
        }

        using (database)
        {
            var refused = 0;
            foreach (var chat in chats)
            {
                try
                {
                    Assert.That(Read(database, chat), Is.EqualTo(expected[chat.Id]), what);
                }
                catch (StorageException)
                {
                    refused++;
                }
            }

            return refused > 0 || !database.Verify().IsSound;
        }
    }

    private static Content Read(ChatDatabase database, Chat chat)
    {
        var blocks = new List<string>();
        database.Blocks.ReadForward(chat.Id, 1, (_, block) =>
        {
            blocks.Add(Convert.ToHexString(block));
            return true;
        });
        var targets = 0;
        database.Blocks.ReadTargets(chat.Id, 0, ulong.MaxValue, 0, (_, _, _) => ++targets > 0);
        return new Content(
            string.Concat(blocks),
            targets,
            database.Conversations.ReadHead(chat.Id),
            database.Cursors.Read(chat.Id, chat.Member),
            database.Sends.Read(chat.Id, chat.Device)?.Last,
            database.Lists.Read(chat.Member, chat.Id),
            database.Members.Read(chat.Id, chat.Member));
    }

    private sealed record Content(
        string Blocks, int Targets, HeadRecord? Head, CursorRecord? Cursor, ulong? LastSend, ListRecord? Row, MemberRecord? Member);
}
