using System.Text;
using FastChat.Mls;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Group;

/// <summary>Messages that come out of order, late, twice or never (RFC 9420 section 14.4 and 9.1).</summary>
[TestFixture]
internal sealed class DeliveryOrderTests
{
    [Test]
    public void Messages_are_read_in_any_order_and_each_once([Values(1, 2, 3)] int seed)
    {
        using var parties = Parties.Of(2);
        var messages = Enumerable.Range(0, 100).Select(i => parties[0].Encrypt($"{i}")).ToArray();
        var order = Enumerable.Range(0, messages.Length).ToArray();
        new Random(seed).Shuffle(order);
        foreach (var i in order)
        {
            if (i % 7 == 0)
                parties[1].Restart();
            Assert.That(parties[1].Read(messages[i]), Is.EqualTo($"{i}"));
        }

        foreach (var message in messages)
        {
            Assert.That(Assert.Throws<MlsException>(() => parties[1].Read(message))!.Error, Is.EqualTo(MlsError.GenerationGone));
        }
    }

    [Test]
    public void A_message_too_far_ahead_is_refused_and_costs_nothing()
    {
        using var parties = Parties.Of(2);
        byte[] last = [];
        for (var i = 0; i <= MlsLimits.GenerationsAheadMax + 1; i++)
        {
            last = parties[0].Group.Encrypt("x"u8);
        }

        Assert.That(Assert.Throws<MlsException>(() => parties[1].Read(last))!.Error, Is.EqualTo(MlsError.GenerationTooFarAhead));
    }

    [Test]
    public void Late_messages_are_read_for_three_epochs_and_then_no_longer()
    {
        using var parties = Parties.Of(3);
        var late = Enumerable.Range(0, 5).Select(i => parties[0].Encrypt($"{i}")).ToArray();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            parties.Commit(epoch % 3);
            parties[1].Restart();
            Assert.That(parties[1].Read(late[epoch]), Is.EqualTo($"{epoch}"));
        }

        Assert.That(parties[1].Store.Content.Keys.Any(k => k.StartsWith("past/1", StringComparison.Ordinal)));
        parties.Commit(0);
        Assert.That(Assert.Throws<MlsException>(() => parties[1].Read(late[4]))!.Error, Is.EqualTo(MlsError.PastEpoch));
        Assert.That(parties[1].Store.Content.Keys.Any(k => k.Split('/').Skip(1).FirstOrDefault() == "1"), Is.False, "records of a dropped epoch stay");
    }

    [Test]
    public void A_late_message_of_somebody_who_was_removed_since_is_read()
    {
        using var parties = Parties.Of(3);
        var removed = parties[2];
        var late = removed.Encrypt("my last words");
        parties.Commit(0, new MlsCommitOptions { Remove = [removed.Group.OwnLeaf] });
        var received = parties[1].Group.Process(late);
        Assert.That(Encoding.UTF8.GetString(received.Sender!.Identity.Identity.Span), Is.EqualTo(removed.Name));
        removed.Dispose();
    }

    [Test]
    public void Who_was_removed_still_reads_what_was_sent_before()
    {
        using var parties = Parties.Of(3);
        using var removed = parties[2];
        var late = parties[0].Encrypt("while you were here");
        parties.Commit(0, new MlsCommitOptions { Remove = [removed.Group.OwnLeaf] });
        removed.Restart();
        Assert.That(removed.Read(late), Is.EqualTo("while you were here"));
        Assert.That(Assert.Throws<MlsException>(() => removed.Read(late))!.Error, Is.EqualTo(MlsError.GenerationGone));
        Assert.That(Assert.Throws<MlsException>(() => removed.Read(parties[0].Encrypt("after")))!.Error, Is.EqualTo(MlsError.GroupEnded));
    }

    [Test]
    public void A_message_of_a_coming_epoch_says_so_and_is_read_after_the_commit()
    {
        using var parties = Parties.Of(2);
        var commit = parties[0].Group.Commit().Commit.ToArray();
        parties[0].Group.Process(commit);
        var early = parties[0].Encrypt("early");
        Assert.That(Assert.Throws<MlsException>(() => parties[1].Read(early))!.Error, Is.EqualTo(MlsError.FutureEpoch));
        parties[1].Group.Process(commit);
        Assert.That(parties[1].Read(early), Is.EqualTo("early"));
    }

    [Test]
    public void One_s_own_messages_are_told_apart()
    {
        using var parties = Parties.Of(2);
        Assert.That(Assert.Throws<MlsException>(() => parties[0].Read(parties[0].Encrypt("mine")))!.Error, Is.EqualTo(MlsError.OwnMessage));
        var proposal = parties[0].Group.ProposeUpdate();
        Assert.That(Assert.Throws<MlsException>(() => parties[0].Group.Process(proposal))!.Error, Is.EqualTo(MlsError.OwnMessage));
    }
}
