using System.Buffers;
using FastChat.Protocol;
using FastChat.Storage.Accounts;
using FastChat.Storage.Conversations;
using FastChat.Storage.Devices;
using FastChat.Storage.Media;
using Google.Protobuf;

namespace FastChat.Tests.Storage.Tables;

/// <summary>Every table returns what was written, also after closing and after a crash.</summary>
[TestFixture]
internal sealed class TableTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);
    private static readonly AccountId Account = Ids.Account(1);
    private static readonly DeviceId Device = Ids.Device(1);
    private static readonly MediaId Media = Ids.Media(1);

    [Test]
    public void A_conversation_reads_back_as_written_and_survives_closing_and_crashing()
    {
        using var temporary = new TemporaryDatabase();
        var record = new ConversationRecord(
            ConversationKind.Group, Encryption.None, "Übung", Account, 5, 7, 2, AccountId.None, AccountId.None);
        var head = new HeadRecord(10, 9, 3, 1234);
        var member = new MemberRecord(Role.Admin, 4, 99);
        var cursor = new CursorRecord(7, 6, 8);
        var window = new SendWindowRecord(12, [new SendRun(1, 10, 1), new SendRun(11, 2, 40)]);
        var key = temporary.CreateKey(Conversation);
        temporary.Commit(batch =>
        {
            var database = temporary.Database;
            database.Conversations.PutRecord(batch, Conversation, key, record);
            database.Conversations.PutHead(batch, Conversation, key, head);
            database.Members.Put(batch, Conversation, Account, key, member);
            database.Members.Put(batch, Conversation, Ids.Account(2), key, member with { Role = Role.Owner });
            database.Cursors.Put(batch, Conversation, Account, key, cursor);
            database.Sends.Put(batch, Conversation, Device, key, window);
            database.Lists.Put(batch, Account, Conversation, new ListRecord(ListState.Member, 1, 1));
        });
        foreach (var again in new Action[] { () => { }, temporary.Reopen, temporary.CrashAndReopen })
        {
            again();
            var database = temporary.Database;
            Assert.That(database.Conversations.ReadRecord(Conversation), Is.EqualTo(record));
            Assert.That(database.Conversations.ReadHead(Conversation), Is.EqualTo(head));
            Assert.That(database.Members.Read(Conversation, Account), Is.EqualTo(member));
            Assert.That(
                database.Members.ReadPage(Conversation, AccountId.None, 10).Select(row => row.Account),
                Is.EqualTo(new[] { Account, Ids.Account(2) }));
            Assert.That(database.Members.ReadPage(Conversation, Account, 10), Has.Count.EqualTo(1));
            Assert.That(database.Cursors.Read(Conversation, Account), Is.EqualTo(cursor));
            var read = database.Sends.Read(Conversation, Device)!.Value;
            Assert.That(read.Last, Is.EqualTo(12));
            Assert.That(read.Runs, Is.EqualTo(window.Runs));
            Assert.That(database.Lists.Read(Account, Conversation), Is.EqualTo(new ListRecord(ListState.Member, 1, 1)));
            Assert.That(database.Sends.ReadLast(Conversation), Is.EqualTo(new[] { new DeviceSendNumber(Device, 12) }));
        }
    }

    [Test]
    public void An_account_with_handle_devices_and_media_reads_back_as_written()
    {
        using var temporary = new TemporaryDatabase();
        var record = new AccountRecord("ada", "Ada", "", Media, 5);
        var password = new PasswordRecord(1, 65_536, 3, [1, 2], [3, 4]);
        var device = new DeviceRecord("phone", 1, 2, 3, [4], [], [5], 6, Revoked: false);
        var media = new MediaRecord(Account, 100, "image/png", "a.png", 7, 65_536);
        var reference = new MediaReferenceRecord(new byte[32], 100, "image/png", "a.png");
        var key = temporary.CreateKey(Account);
        var database = temporary.Database;
        var handle = database.Handles.KeyOf("ada");
        temporary.Commit(batch =>
        {
            database.Accounts.Put(batch, Account, key, record);
            database.Accounts.PutPassword(batch, Account, key, password);
            database.Handles.Put(batch, handle, new HandleRecord(Account, HandleState.Confirmed, 8));
            database.Devices.Put(batch, Account, Device, key, device);
            database.Media.Put(batch, Media, media);
            database.Media.PutReference(batch, Account, Media, key, reference);
        });
        temporary.CrashAndReopen();
        database = temporary.Database;
        Assert.That(database.Accounts.Read(Account), Is.EqualTo(record));
        Assert.That(database.Accounts.ReadPassword(Account)!.Hash, Is.EqualTo(password.Hash));
        Assert.That(database.Handles.KeyOf("ada"), Is.EqualTo(handle));
        Assert.That(database.Handles.Read(handle), Is.EqualTo(new HandleRecord(Account, HandleState.Confirmed, 8)));
        Assert.That(database.Devices.ReadAll(Account).Single().Record.RefreshToken, Is.EqualTo(device.RefreshToken));
        Assert.That(database.Devices.Read(Account, Ids.Device(2)), Is.Null);
        Assert.That(database.Media.Read(Media), Is.EqualTo(media));
        Assert.That(database.Media.ReadReference(Account, Media)!.Key, Is.EqualTo(reference.Key));
        Assert.That(database.Media.ReadReference(Conversation, Media), Is.Null);
    }

    [Test]
    public void Blocks_are_found_around_before_and_after_a_sequence()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        var blocks = temporary.Database.Blocks;
        temporary.Commit(batch =>
        {
            foreach (var (first, count) in new[] { (1ul, 3u), (4ul, 1u), (5ul, 10u) })
            {
                blocks.Put(batch, Conversation, first, Block(first, count), key);
            }
        });
        var found = new ArrayBufferWriter<byte>();
        Assert.That(blocks.ReadAround(Conversation, 3, found), Is.True);
        Assert.That(found.WrittenSpan.ToArray(), Is.EqualTo(Block(1, 3)));
        Assert.That(blocks.ReadAround(Conversation, 15, found), Is.False);
        Assert.That(Forward(4), Is.EqualTo(new ulong[] { 4, 5 }));
        Assert.That(Forward(2), Is.EqualTo(new ulong[] { 1, 4, 5 }));
        Assert.That(Forward(15), Is.Empty);
        Assert.That(Backward(4), Is.EqualTo(new ulong[] { 4, 1 }));
        Assert.That(Backward(100), Is.EqualTo(new ulong[] { 5, 4, 1 }));
        Assert.That(Backward(0), Is.Empty);

        List<ulong> Forward(ulong from) => Visit(visit => blocks.ReadForward(Conversation, from, visit));
        List<ulong> Backward(ulong from) => Visit(visit => blocks.ReadBackward(Conversation, from, visit));
    }

    [Test]
    public void Targets_are_found_by_message_and_later_than_a_sequence()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        temporary.Commit(batch =>
        {
            var blocks = temporary.Database.Blocks;
            blocks.PutTarget(batch, Conversation, 1, 5, EntryKind.Edit, key);
            blocks.PutTarget(batch, Conversation, 2, 6, EntryKind.Reaction, key);
            blocks.PutTarget(batch, Conversation, 2, 9, EntryKind.Delete, key);
            blocks.PutTarget(batch, Conversation, 3, 10, EntryKind.Edit, key);
        });
        var found = new List<(ulong, ulong, EntryKind)>();
        temporary.Database.Blocks.ReadTargets(Conversation, 1, 2, 5, (target, sequence, kind) =>
        {
            found.Add((target, sequence, kind));
            return true;
        });
        Assert.That(found, Is.EqualTo(new[] { (2ul, 6ul, EntryKind.Reaction), (2ul, 9ul, EntryKind.Delete) }));
    }

    private static List<ulong> Visit(Action<FastChat.Storage.Messages.BlockVisitor> read)
    {
        var found = new List<ulong>();
        read((first, _) =>
        {
            found.Add(first);
            return true;
        });
        return found;
    }

    private static byte[] Block(ulong first, uint count) => new Block
    {
        ConversationId = Conversation.ToByteString(),
        FirstSequence = first,
        EntryCount = count,
        ServerTimeMs = 1,
        UnreadOrdinal = first + count - 1,
    }.ToByteArray();
}
