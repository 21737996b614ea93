using FastChat.Storage;
using FastChat.Storage.Conversations;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Storage.Sealing;

/// <summary>Rotating the key-encryption key: while loops write, and across a crash after every step.</summary>
[TestFixture]
internal sealed class KeyRotationTests
{
    private const ulong Conversations = 600;

    [Test]
    public void After_a_crash_at_any_step_everything_opens_and_rotating_again_finishes(
        [Values] KeyRotationStep crashAfter, [Values] bool twice)
    {
        using var temporary = new TemporaryDatabase();
        var before = File.ReadAllText(temporary.Options.KeyFile!).Trim();
        Fill(temporary);
        for (var round = 0; round < (twice ? 2 : 1); round++)
        {
            Assert.Throws<SimulatedCrash>(() => Rotation(temporary, step =>
            {
                if (step == crashAfter) throw new SimulatedCrash();
            }).Run());
            temporary.CrashAndReopen();
            RequireAll(temporary);
        }

        temporary.Database.RotateKeys();
        temporary.CrashAndReopen();
        RequireAll(temporary);
        Assert.That(File.ReadAllLines(temporary.Options.KeyFile!), Has.Length.EqualTo(1).And.None.EqualTo(before));
        Assert.That(Generations(temporary), Has.Count.EqualTo(1));
    }

    [Test]
    public void Keys_that_loops_make_during_a_rotation_open_after_it_and_destroyed_ones_stay_destroyed()
    {
        using var temporary = new TemporaryDatabase();
        Fill(temporary);
        var n = Conversations;
        Rotation(temporary, step =>
        {
            if (step != KeyRotationStep.BatchRewrapped) return;
            temporary.CreateKey(Ids.Conversation(++n));
            temporary.Commit(batch => temporary.Database.Conversations.Delete(
                batch, Ids.Conversation(n - Conversations), new TombstoneRecord(1, 1, 1, 1, [])));
        }).Run();
        temporary.CrashAndReopen();
        Assert.That(n, Is.GreaterThan(Conversations + 1));
        for (var i = Conversations + 1; i <= n; i++) Assert.That(temporary.Keys.Find(Ids.Conversation(i)), Is.Not.Null);
        for (ulong i = 1; i <= n - Conversations; i++) Assert.That(temporary.Keys.Find(Ids.Conversation(i)), Is.Null);
    }

    [Test]
    public void A_rotation_waits_for_turns_that_hold_keys_of_the_old_wrapping()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Keys.Create(temporary.Batch, Ids.Conversation(1));
        using var stored = new ManualResetEventSlim();
        var rotation = Task.Run(() => Rotation(temporary, _ => stored.Set()).Run());
        stored.Wait();
        Assert.That(rotation.IsCompleted, Is.False);
        temporary.Commit(_ => { });
        Assert.That(rotation.Wait(TimeSpan.FromSeconds(20)), Is.True);
        temporary.CrashAndReopen();
        Assert.That(temporary.Keys.Find(Ids.Conversation(1)), Is.Not.Null);
    }

    [Test]
    public void A_key_in_the_environment_is_rotated_by_giving_both()
    {
        var (first, second) = (KeyFile.NewKeyText(), KeyFile.NewKeyText());
        using var temporary = new TemporaryDatabase(options => options with { KeyText = first });
        Assert.Throws<StorageRefusedException>(temporary.Database.RotateKeys);
        temporary.Close();
        using (var both = ChatDatabase.Open(temporary.Options with { KeyText = $"{second} {first}" }, TimeProvider.System))
        {
            both.RotateKeys();
        }

        using (ChatDatabase.Open(temporary.Options with { KeyText = second }, TimeProvider.System))
        {
        }

        Assert.Throws<StorageRefusedException>(() => ChatDatabase.Open(temporary.Options, TimeProvider.System));
    }

    private static KeyRotation Rotation(TemporaryDatabase temporary, Action<KeyRotationStep> afterStep) =>
        new(temporary.Database.Engine, temporary.Keys.Rows, temporary.Options) { AfterStep = afterStep };

    private static void Fill(TemporaryDatabase temporary) => temporary.Commit(batch =>
    {
        for (ulong n = 1; n <= Conversations; n++)
        {
            var key = temporary.Keys.Create(batch, Ids.Conversation(n));
            temporary.Database.Conversations.PutHead(batch, Ids.Conversation(n), key, new HeadRecord(n, n, 1, 1));
        }
    });

    private static void RequireAll(TemporaryDatabase temporary)
    {
        for (ulong n = 1; n <= Conversations; n++)
        {
            Assert.That(temporary.Database.Conversations.ReadHead(Ids.Conversation(n))!.Value.Sequence, Is.EqualTo(n));
        }
    }

    private static HashSet<uint> Generations(TemporaryDatabase temporary)
    {
        var generations = new HashSet<uint>();
        using var rows = temporary.Database.Engine.Iterate(Table.Keys);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            SealedValue.TryReadGeneration(rows.Value, out var generation);
            generations.Add(generation);
        }

        return generations;
    }

    private sealed class SimulatedCrash : Exception;
}
