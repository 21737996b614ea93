using FastChat.Mls;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;
using FastChat.Tests.Mls.Support;

namespace FastChat.Tests.Mls.Group;

/// <summary>Consumed secrets are gone, from memory and from the records (RFC 9420 section 9.2).</summary>
[TestFixture]
internal sealed class ErasureTests
{
    [Test]
    public void A_ratchet_s_secret_is_zeroed_when_the_next_is_derived()
    {
        using var parties = Parties.Of(2);
        parties[0].Encrypt("opens the ratchet");
        var ratchet = parties[0].Group.State.Epoch.Messages.Ratchets.Of(parties[0].Group.State.Epoch.OwnLeaf).For(ContentType.Application);
        var used = ratchet.Secret;
        var bytes = used.Span.ToArray();
        parties[0].Encrypt("consumes it");
        AssertGone(used, bytes, parties[0].Store);
    }

    [Test]
    public void A_received_message_s_secret_is_zeroed_and_cannot_be_derived_again()
    {
        using var parties = Parties.Of(2);
        var (first, second) = (parties[0].Encrypt("1"), parties[0].Encrypt("2"));
        parties[1].Read(first);
        var sender = parties[0].Group.State.Epoch.OwnLeaf;
        var used = parties[1].Group.State.Epoch.Messages.Ratchets.Of(sender).For(ContentType.Application).Secret;
        var bytes = used.Span.ToArray();
        parties[1].Read(second);
        AssertGone(used, bytes, parties[1].Store);
        Assert.That(Assert.Throws<MlsException>(() => parties[1].Read(second))!.Error, Is.EqualTo(MlsError.GenerationGone));
    }

    [Test]
    public void An_epoch_s_secrets_are_zeroed_when_it_ends()
    {
        using var parties = Parties.Of(3);
        var epoch = parties[1].Group.State.Epoch;
        Secret[] secrets = [epoch.Secrets.Init, epoch.Secrets.Exporter, epoch.Secrets.Membership, epoch.Secrets.Confirmation, epoch.Secrets.External];
        var values = secrets.Select(s => s.Span.ToArray()).ToArray();
        var leafKey = epoch.Keys.Find(2 * epoch.OwnLeaf)!;
        parties.Commit(0);
        for (var i = 0; i < secrets.Length; i++)
        {
            AssertGone(secrets[i], values[i], parties[1].Store);
        }

        Assert.That(leafKey.IsErased);
    }

    [Test]
    public void The_message_keys_of_an_epoch_are_zeroed_when_late_messages_are_no_longer_read()
    {
        using var parties = Parties.Of(2);
        var senderData = parties[1].Group.State.Epoch.Messages.SenderData;
        var bytes = senderData.Span.ToArray();
        for (var i = 0; i < 4; i++)
        {
            Assert.That(senderData.IsErased, Is.False);
            parties.Commit(i % 2);
        }

        AssertGone(senderData, bytes, parties[1].Store);
    }

    [Test]
    public void A_removed_member_has_no_secrets_left()
    {
        using var parties = Parties.Of(3);
        var removed = parties[2];
        var epoch = removed.Group.State.Epoch;
        Secret[] secrets = [epoch.Secrets.Init, epoch.Secrets.Exporter, epoch.Secrets.Membership, epoch.Secrets.Resumption, epoch.Keys.Find(2 * epoch.OwnLeaf)!];
        var values = secrets.Select(s => s.Span.ToArray()).ToArray();
        parties.Commit(0, new MlsCommitOptions { Remove = [removed.Group.OwnLeaf] });
        for (var i = 0; i < secrets.Length; i++)
        {
            AssertGone(secrets[i], values[i], removed.Store);
        }

        removed.Dispose();
    }

    [Test]
    public void A_commit_that_is_discarded_leaves_nothing_of_its_epoch()
    {
        using var parties = Parties.Of(3);
        parties[0].Group.Commit();
        var next = parties[0].Group.State.Pending!.Next;
        Secret[] secrets = [next.Secrets.Init, next.Secrets.Exporter, next.Keys.Find(2 * next.OwnLeaf)!, next.Messages.SenderData];
        var values = secrets.Select(s => s.Span.ToArray()).ToArray();
        Assert.That(parties[0].Store.Content["pending"].AsSpan().IndexOf(values[0]), Is.Positive);
        parties[0].Group.DiscardPendingCommit();
        for (var i = 0; i < secrets.Length; i++)
        {
            AssertGone(secrets[i], values[i], parties[0].Store);
        }
    }

    [Test]
    public void A_skipped_key_is_zeroed_when_its_late_message_was_read()
    {
        using var parties = Parties.Of(2);
        var (late, next) = (parties[0].Encrypt("late"), parties[0].Encrypt("next"));
        parties[1].Read(next);
        var epoch = parties[1].Group.State.Epoch;
        var ratchet = epoch.Messages.Ratchets.Of(parties[0].Group.State.Epoch.OwnLeaf).Application;
        byte[] key;
        using (var step = ratchet.Find(epoch.State.Suite, 0))
        {
            key = step.KeyAndNonce.Span.ToArray();
        }

        Assert.That(parties[1].Store.Content.Values.Any(r => r.AsSpan().IndexOf(key) >= 0), "the key waits for its message");
        parties[1].Read(late);
        Assert.That(parties[1].Store.Content.Values.Any(r => r.AsSpan().IndexOf(key) >= 0), Is.False);
    }

    [Test]
    public void The_values_that_a_store_was_given_are_zeroed_when_it_has_returned()
    {
        var store = new ListeningStore();
        using var signer = MlsSigner.Create();
        var device = new MlsDevice(signer, "me"u8.ToArray(), new TestAuthentication());
        using var group = MlsGroup.Create(device, "g"u8, store);
        Assert.That(store.Given, Is.Not.Empty);
        Assert.That(store.Given.SelectMany(v => v.ToArray()), Is.All.Zero);
    }

    private static void AssertGone(Secret secret, byte[] value, RecordStore store)
    {
        Assert.That(value, Has.Some.Not.Zero);
        Assert.That(secret.IsErased);
        Assert.That(secret.Span.ToArray(), Is.All.Zero);
        foreach (var (name, record) in store.Content)
        {
            Assert.That(record.AsSpan().IndexOf(value), Is.EqualTo(-1), $"the record {name} still has it");
        }
    }

    private sealed class ListeningStore : IMlsStateStore
    {
        public List<ReadOnlyMemory<byte>> Given { get; } = [];

        public void Save(ReadOnlyMemory<byte> groupId, IReadOnlyList<MlsStateChange> changes, ReadOnlyMemory<byte> outgoing) =>
            Given.AddRange(changes.Where(c => c.Value is not null).Select(c => c.Value!.Value));
    }
}
