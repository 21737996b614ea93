using System.Security.Cryptography;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Storage.Sealing;

/// <summary>What is sealed opens only where it was written, unaltered, with its own key.</summary>
[TestFixture]
internal sealed class SealingTests
{
    private static readonly ConversationId One = Ids.Conversation(1);
    private static readonly ConversationId Other = Ids.Conversation(2);

    [Test]
    public void Both_implementations_of_AES_give_the_same_bytes_and_refuse_altered_ones()
    {
        var random = new Random(1);
        var key = new byte[Aead.KeyBytes];
        var nonce = new byte[Aead.NonceBytes];
        foreach (var length in new[] { 0, 1, 16, 400, 70_000 })
        {
            var plaintext = new byte[length];
            random.NextBytes(key);
            random.NextBytes(nonce);
            random.NextBytes(plaintext);
            var native = new byte[length + Aead.TagBytes];
            var platform = new byte[length + Aead.TagBytes];
            var opened = new byte[length];
            Aead.Seal(key, nonce, [1, 2], plaintext, native);
            Aead.Seal(key, nonce, [1, 2], plaintext, platform, sodium: false);
            Assert.That(native, Is.EqualTo(platform));
            foreach (var sodium in new[] { true, false })
            {
                Assert.That(Aead.TryOpen(key, nonce, [1, 2], native, opened, sodium), Is.True);
                Assert.That(opened, Is.EqualTo(plaintext));
                Assert.That(Aead.TryOpen(key, nonce, [1, 3], native, opened, sodium), Is.False);
            }

            native[random.Next(native.Length)] ^= 1;
            Assert.That(Aead.TryOpen(key, nonce, [1, 2], native, opened), Is.False);
            Assert.That(Aead.TryOpen(key, nonce, [1, 2], native, opened, sodium: false), Is.False);
        }
    }

    [Test]
    public void A_value_that_was_moved_to_another_key_or_table_or_altered_does_not_open()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(One);
        temporary.CreateKey(Other);
        temporary.Commit(batch =>
        {
            temporary.Database.Conversations.PutHead(batch, One, key, new HeadRecord(1, 1, 1, 1));
            temporary.Database.Members.Put(batch, One, Ids.Account(1), key, new MemberRecord(FastChat.Protocol.Role.Owner, 1, 1));
        });
        Move(temporary, Table.Conversations, Part(One, 1), Table.Conversations, Part(Other, 1));
        Assert.Throws<StorageCorruptException>(() => temporary.Database.Conversations.ReadHead(Other));
        Move(temporary, Table.Conversations, Part(One, 1), Table.Conversations, Part(One, 0));
        Assert.Throws<StorageCorruptException>(() => temporary.Database.Conversations.ReadRecord(One));
        Move(temporary, Table.Members, Pair(One, 1), Table.Cursors, Pair(One, 1));
        Assert.Throws<StorageCorruptException>(() => temporary.Database.Cursors.Read(One, Ids.Account(1)));
        for (var bit = 0; bit < 9; bit++)
        {
            Move(temporary, Table.Members, Pair(One, 1), Table.Members, Pair(One, 2), value => value[bit * 4] ^= 1);
            Assert.Throws<StorageCorruptException>(() => temporary.Database.Members.Read(One, Ids.Account(2)));
        }
    }

    [Test]
    public void Every_write_has_a_nonce_of_its_own()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(One);
        var seen = new HashSet<string>();
        for (var i = 0; i < 1_000; i++)
        {
            temporary.Commit(batch => temporary.Database.Conversations.PutHead(batch, One, key, new HeadRecord(1, 1, 1, 1)));
            using var value = temporary.Database.Engine.Get(Table.Conversations, Part(One, 1));
            Assert.That(seen.Add(Convert.ToHexString(value.Bytes.Slice(5, Aead.NonceBytes))), Is.True);
        }
    }

    [Test]
    public void An_evicted_key_stays_usable_for_those_who_hold_it_and_is_found_again()
    {
        using var temporary = new TemporaryDatabase(options => options with { DataKeysCachedMax = 16 });
        var held = temporary.CreateKey(One);
        temporary.Commit(batch =>
        {
            for (ulong n = 10; n < 2_000; n++) temporary.Keys.Create(batch, Ids.Conversation(n));
        });
        GC.Collect();
        GC.WaitForPendingFinalizers();
        temporary.Commit(batch => temporary.Database.Conversations.PutHead(batch, One, held, new HeadRecord(1, 2, 3, 4)));
        Assert.That(temporary.Keys.Find(One), Is.Not.SameAs(held));
        Assert.That(temporary.Database.Conversations.ReadHead(One), Is.EqualTo(new HeadRecord(1, 2, 3, 4)));
    }

    [Test]
    public void A_slot_of_key_memory_is_zero_once_it_is_given_back()
    {
        var memory = new KeyMemory();
        var slot = memory.Rent();
        RandomNumberGenerator.Fill(slot.Span);
        memory.Return(slot);
        Assert.That(slot.Span.ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public void A_key_that_has_sealed_its_share_gets_a_successor_and_old_values_still_open()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(One);
        Put(1);
        key.Current.SealsAccounted = StorageLimits.SealsPerKeyMax;
        key.Current.CountSeals(StorageLimits.SealsPerKeyMax);
        Put(2);
        Assert.That(key.Current.Generation, Is.EqualTo(2));
        temporary.CrashAndReopen();
        Assert.That(temporary.Database.Cursors.Read(One, Ids.Account(1)), Is.EqualTo(new CursorRecord(1, 1, 1)));
        Assert.That(temporary.Database.Cursors.Read(One, Ids.Account(2)), Is.EqualTo(new CursorRecord(2, 2, 2)));
        Assert.That(temporary.Keys.Find(One)!.Current.Generation, Is.EqualTo(2));

        void Put(ulong n) => temporary.Commit(
            batch => temporary.Database.Cursors.Put(batch, One, Ids.Account(n), key, new CursorRecord(n, n, n)));
    }

    [Test]
    public void Seals_are_accounted_for_on_disk_before_they_are_made_so_a_restart_never_counts_too_few()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(One);
        Assert.That(key.Current.SealsAccounted, Is.EqualTo(StorageLimits.SealsReserved));
        temporary.CrashAndReopen();
        key = temporary.Keys.Find(One)!;
        temporary.Commit(batch => temporary.Database.Conversations.PutHead(batch, One, key, new HeadRecord(1, 1, 1, 1)));
        temporary.CrashAndReopen();
        Assert.That(temporary.Keys.Find(One)!.Current.SealsAccounted, Is.EqualTo(2 * StorageLimits.SealsReserved));
    }

    private static void Move(
        TemporaryDatabase temporary, Table from, byte[] fromKey, Table to, byte[] toKey, Action<byte[]>? alter = null)
    {
        var raw = temporary.Database.Engine;
        using var value = raw.Get(from, fromKey);
        var bytes = value.Bytes.ToArray();
        alter?.Invoke(bytes);
        var batch = new BatchBytes();
        bytes.CopyTo(batch.Put(to, toKey, bytes.Length));
        raw.Write(batch.Written);
    }

    private static byte[] Part(ConversationId id, byte part) =>
        RowKey.Part(stackalloc byte[StorageLimits.KeyBytesMax], id, part).ToArray();

    private static byte[] Pair(ConversationId id, ulong account) =>
        RowKey.Pair(stackalloc byte[StorageLimits.KeyBytesMax], id, Ids.Account(account)).ToArray();
}
