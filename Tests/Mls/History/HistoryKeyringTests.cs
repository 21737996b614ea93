using System.Text;
using FastChat.Mls;
using FastChat.Tests.Mls.Rules;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.History;

[TestFixture]
internal sealed class HistoryKeyringTests
{
    [Test]
    public void Every_stored_message_is_read_back_on_another_device([Values] MlsCipherSuite suite)
    {
        using var parties = Parties.Of(4, suite, keepHistory: true);
        var log = new List<(byte[] Message, string Text, string Sender)>();
        for (var round = 0; round < 12; round++)
        {
            foreach (var sender in parties.All.Where((_, i) => (round + i) % 3 != 0))
            {
                var text = $"{round} from {sender.Name}";
                var message = sender.Encrypt(text);
                log.Add((message, text, sender.Name));
                foreach (var receiver in parties.All.Where(p => p != sender))
                {
                    receiver.Read(message);
                }
            }

            if (round % 4 == 1)
                parties[0].Restart();
            if (round % 3 == 2)
                parties.Commit(round % 4);
        }

        using var exported = parties[0].Group.ExportHistory();
        var sealedElsewhere = exported.Export();
        using var imported = MlsHistoryKeyring.Import(sealedElsewhere);
        foreach (var (message, text, sender) in log.AsEnumerable().Reverse().Concat(log))
        {
            var read = imported.Read(message);
            Assert.That(Encoding.UTF8.GetString(read.Data.Span), Is.EqualTo(text));
            Assert.That(Encoding.UTF8.GetString(read.Sender.Identity.Identity.Span), Is.EqualTo(sender));
        }

        TestContext.Out.WriteLine($"{sealedElsewhere.Length} bytes for {exported.Epochs.Count} epochs and {log.Count} messages");
    }

    [Test]
    public void A_keyring_tells_a_changed_message_and_one_that_it_does_not_have()
    {
        using var parties = Parties.Of(2, keepHistory: true);
        var message = parties[0].Encrypt("genuine");
        parties[1].Read(message);
        using var keyring = parties[1].Group.ExportHistory();
        var forged = message.ToArray();
        forged[^1] ^= 1;
        Assert.That(Assert.Throws<MlsException>(() => keyring.Read(forged))!.Error, Is.EqualTo(MlsError.DecryptionFailed));
        var unknown = parties[1].Encrypt("by nobody who was active then");
        Assert.That(Assert.Throws<MlsException>(() => keyring.Read(unknown))!.Error, Is.EqualTo(MlsError.PastEpoch));
        Assert.That(keyring.Read(message).Generation, Is.Zero);
    }

    [Test]
    public void Keyrings_of_one_group_merge_and_what_is_forgotten_is_erased()
    {
        using var parties = Parties.Of(2, keepHistory: true);
        var first = parties[0].Encrypt("first");
        parties[1].Read(first);
        using var before = parties[1].Group.ExportHistory();
        parties.Commit(0);
        parties[1].Group.ForgetHistory(1);
        Assert.That(parties[1].Store.Content.Keys, Has.None.EqualTo("history/1"));
        var second = parties[0].Encrypt("second");
        parties[1].Read(second);
        using var after = parties[1].Group.ExportHistory();
        Assert.That(Assert.Throws<MlsException>(() => after.Read(first))!.Error, Is.EqualTo(MlsError.PastEpoch));
        after.Merge(before);
        Assert.That(Encoding.UTF8.GetString(after.Read(first).Data.Span), Is.EqualTo("first"));
        Assert.That(Encoding.UTF8.GetString(after.Read(second).Data.Span), Is.EqualTo("second"));
    }

    [Test]
    public void Any_message_of_a_long_epoch_is_read_in_any_order()
    {
        const int count = 3 * MlsLimits.GenerationsAheadMax / 2;
        using var parties = Parties.Of(2, keepHistory: true);
        var log = Enumerable.Range(0, count).Select(i => parties[0].Encrypt($"{i}")).ToArray();
        using var keyring = parties[0].Group.ExportHistory();
        var order = Enumerable.Range(0, count).ToArray();
        new Random(11).Shuffle(order);
        foreach (var i in (int[])[count - 1, 0, 1, 255, 256, 257, 256, .. order.Take(500)])
        {
            var read = keyring.Read(log[i]);
            Assert.That((Encoding.UTF8.GetString(read.Data.Span), read.Generation), Is.EqualTo(($"{i}", (long)i)));
        }
    }

    [Test]
    public void A_generation_beyond_the_limit_is_refused_before_anything_is_derived()
    {
        using var parties = Parties.Of(2, keepHistory: true);
        parties[1].Read(parties[0].Encrypt("opens the ratchet"));
        using var keyring = parties[1].Group.ExportHistory();
        var far = Rogue.Encrypt(parties[0], "far", generation: uint.MaxValue - 1);
        Assert.That(Assert.Throws<MlsException>(() => keyring.Read(far))!.Error, Is.EqualTo(MlsError.GenerationTooFarAhead));
    }

    [Test]
    public void Keyrings_of_different_groups_do_not_merge()
    {
        using var one = Parties.Of(2, keepHistory: true);
        using var other = Parties.Of(2, keepHistory: true);
        var message = one[0].Encrypt("mine");
        other[0].Encrypt("theirs");
        using var keyring = one[0].Group.ExportHistory();
        using var foreign = other[0].Group.ExportHistory();
        Assert.That(Assert.Throws<MlsException>(() => keyring.Merge(foreign))!.Error, Is.EqualTo(MlsError.WrongGroup));
        Assert.That(Encoding.UTF8.GetString(keyring.Read(message).Data.Span), Is.EqualTo("mine"));
    }

    [Test]
    public void Without_the_option_nothing_is_kept()
    {
        using var parties = Parties.Of(2);
        parties[1].Read(parties[0].Encrypt("gone"));
        using var keyring = parties[1].Group.ExportHistory();
        Assert.That(keyring.Epochs, Is.Empty);
        Assert.That(parties[1].Store.Content.Keys, Has.None.StartsWith("history/"));
    }
}
