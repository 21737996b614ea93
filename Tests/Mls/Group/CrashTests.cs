using FastChat.Mls;
using FastChat.Mls.Codec;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Group;

/// <summary>A crash at any point between creating something and sending it: reloaded, the device repeats no generation and no nonce.</summary>
[TestFixture]
internal sealed class CrashTests
{
    [Test]
    public void Nothing_is_given_out_before_its_state_is_stored()
    {
        using var parties = Parties.Of(2);
        var sender = parties[0];
        sender.Store.FailBefore = true;
        Assert.Throws<IOException>(() => sender.Encrypt("never"));
        Assert.Throws<IOException>(() => sender.Group.ProposeUpdate());
        Assert.Throws<IOException>(() => sender.Group.Commit());
        sender.Store.FailBefore = false;
        sender.Restart();
        Assert.That(parties[1].Read(sender.Encrypt("once")), Is.EqualTo("once"));
    }

    [Test]
    public void No_generation_is_used_twice_however_often_the_process_dies()
    {
        const int seed = 7;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var parties = Parties.Of(2);
        var (sender, receiver) = (parties[0], parties[1]);
        var sent = new List<(ulong Epoch, ContentType Type, uint Generation)>();
        for (var i = 0; i < 600; i++)
        {
            sender.Store.FailBefore = random.Next(4) == 0;
            sender.Store.FailAfter = random.Next(4) == 0;
            byte[]? message = null;
            try
            {
                message = i % 5 == 4
                    ? sender.Group.Commit(new MlsCommitOptions { Encrypted = true }).Commit.ToArray()
                    : sender.Encrypt($"{i}");
            }
            catch (IOException)
            {
                // After the write the message may have left all the same: a store may send from its transaction.
                if (!sender.Store.FailBefore)
                    message = sender.Store.Outgoing;
            }

            (sender.Store.FailBefore, sender.Store.FailAfter) = (false, false);
            if (message is not null)
                sent.Add(GenerationOf(receiver, message));
            if (random.Next(2) == 0 || message is null)
                sender.Restart();
            if (sender.Group.PendingCommit is { } pending)
            {
                sender.Group.Process(pending.Commit.Span);
                receiver.Group.Process(pending.Commit.Span);
                parties.AssertAgree();
            }
        }

        Assert.That(sent, Has.Count.GreaterThan(300));
        Assert.That(sent.Distinct().Count(), Is.EqualTo(sent.Count), "a generation was used twice");
    }

    [Test]
    public void An_older_copy_of_the_records_repeats_a_generation_but_neither_a_nonce_nor_a_message()
    {
        // Against the rule for stores: that is what the reuse guard is for (RFC 9420 section 6.3.1). A guard is random, so two may be equal
        // once in 2^32 times.
        using var parties = Parties.Of(2);
        var old = parties[0].Store.Records.ToList();
        var first = parties[0].Encrypt("the same text");
        using var copy = MlsGroup.Load(parties[0].Device, old, new RecordStore());
        var second = copy.Encrypt("the same text"u8);
        Assert.That(GenerationOf(parties[1], second), Is.EqualTo(GenerationOf(parties[1], first)));
        var epoch = parties[1].Group.State.Epoch;
        uint GuardOf(byte[] message) => SenderData.Open(epoch.State.Suite, epoch.Secrets.SenderData, MlsMessage.Decode(message).Private!).ReuseGuard;
        Assert.That(GuardOf(second), Is.Not.EqualTo(GuardOf(first)));
        parties[1].Read(first);
        Assert.That(Assert.Throws<MlsException>(() => parties[1].Read(second))!.Error, Is.EqualTo(MlsError.GenerationGone));

        // What it missed is there to be processed: an older copy catches up, and commits again.
        var commit = parties[1].Group.Commit().Commit.ToArray();
        parties.Deliver(commit);
        copy.Process(commit);
        Assert.That(copy.EpochAuthenticator.ToArray(), Is.EqualTo(parties[0].Group.EpochAuthenticator.ToArray()));
    }

    [Test]
    public void Threads_that_share_a_group_by_mistake_use_no_generation_twice()
    {
        using var parties = Parties.Of(2);
        var messages = new System.Collections.Concurrent.ConcurrentBag<byte[]>();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                messages.Add(parties[0].Encrypt("x"));
            }
        });
        Assert.That(messages.Select(m => GenerationOf(parties[1], m)).Distinct().Count(), Is.EqualTo(800));
        foreach (var message in messages)
        {
            Assert.That(parties[1].Read(message), Is.EqualTo("x"));
        }
    }

    [Test]
    public void A_pending_commit_outlives_the_process_and_is_applied_or_discarded()
    {
        using var parties = Parties.Of(3);
        var newcomer = Parties.Named(8);
        var package = newcomer.KeyPackage();
        var bundle = parties[0].Group.Commit(new MlsCommitOptions { Add = [package.Message] });
        parties[0].Restart();
        var kept = parties[0].Group.PendingCommit!;
        Assert.That(kept.Commit.ToArray(), Is.EqualTo(bundle.Commit.ToArray()));
        Assert.That(kept.Welcome!.Value.ToArray(), Is.EqualTo(bundle.Welcome!.Value.ToArray()));
        Assert.That(kept.GroupInfo.ToArray(), Is.EqualTo(bundle.GroupInfo.ToArray()));
        parties.Deliver(kept.Commit.ToArray());
        newcomer.Join(package, kept);
        Assert.That(newcomer.Read(parties[0].Encrypt("hello")), Is.EqualTo("hello"));
        newcomer.Dispose();

        parties[1].Group.Commit();
        parties[1].Restart();
        parties[1].Group.DiscardPendingCommit();
        parties[1].Restart();
        Assert.That(parties[1].Group.PendingCommit, Is.Null);
    }

    [Test]
    public void An_own_update_that_another_commits_outlives_the_process()
    {
        using var parties = Parties.Of(3);
        parties.Propose(1, parties[1].Group.ProposeUpdate());
        parties[1].Restart();
        parties[2].Restart();
        parties.Commit(2);
        parties[1].Restart();
        parties.AssertAgree();
        parties.Commit(0);
        parties.AssertTalk();
    }

    [Test]
    public void A_whole_life_with_a_restart_after_each_step_is_the_same_life()
    {
        using var parties = Parties.Of(4);
        for (var i = 0; i < 24; i++)
        {
            var commit = parties[i % 4].Group.Commit(new MlsCommitOptions { Encrypted = i % 3 == 0 });
            parties[i % 4].Restart();
            parties.Deliver(commit.Commit.ToArray());
            foreach (var party in parties.All)
            {
                party.Restart();
            }

            var message = parties[(i + 1) % 4].Encrypt($"{i}");
            foreach (var party in parties.All.Where((_, n) => n != (i + 1) % 4))
            {
                Assert.That(party.Read(message), Is.EqualTo($"{i}"));
                party.Restart();
            }
        }
    }

    [Test]
    public void Damaged_or_unknown_records_are_refused_as_bad_state()
    {
        using var parties = Parties.Of(2);
        var party = parties[1];
        party.Read(parties[0].Encrypt("so that there are ratchets"));
        foreach (var name in party.Store.Content.Keys.ToList())
        {
            var records = party.Store.Records.ToDictionary(r => r.Name, r => r.Value!.Value.ToArray());
            records[name] = records[name][..^1];
            if (records[name].Length > 2)
                AssertBad(party, records, name);
        }

        var newer = party.Store.Records.ToDictionary(r => r.Name, r => r.Value!.Value.ToArray());
        newer["group"][0] = 99;
        AssertBad(party, newer, "version");
    }

    private static void AssertBad(Party party, Dictionary<string, byte[]> records, string what)
    {
        var changes = records.Select(r => new MlsStateChange(r.Key, r.Value));
        var refused = Assert.Throws<MlsException>(() => MlsGroup.Load(party.Device, changes, new RecordStore()), what);
        Assert.That(refused!.Error, Is.EqualTo(MlsError.BadState), what);
    }

    private static (ulong Epoch, ContentType Type, uint Generation) GenerationOf(Party receiver, byte[] message)
    {
        var sealedMessage = TlsReader.Decode<MlsMessage>(message).Private!;
        var epoch = receiver.Group.State.Epoch;
        Assert.That(sealedMessage.Epoch, Is.EqualTo(epoch.Number));
        var data = SenderData.Open(epoch.State.Suite, epoch.Secrets.SenderData, sealedMessage);
        return (sealedMessage.Epoch, sealedMessage.ContentType, data.Generation);
    }
}
