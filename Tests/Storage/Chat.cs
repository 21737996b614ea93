using FastChat.Protocol;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;
using Google.Protobuf;

namespace FastChat.Tests.Storage;

/// <summary>Writes conversations as the shards do: blocks, head, targets, send windows, members, cursors, lists.</summary>
internal sealed class Chat(TemporaryDatabase temporary, ulong n)
{
    private readonly List<SendRun> _runs = [];

    public ConversationId Id { get; } = Ids.Conversation(n);

    public AccountId Member { get; } = Ids.Account(n);

    public DeviceId Device { get; } = Ids.Device(n);

    public ulong Sequence { get; private set; }

    public DataKey Key { get; private set; } = null!;

    private static FastChat.Storage.ChatDatabase Of(TemporaryDatabase temporary) => temporary.Database;

    public Chat Create()
    {
        temporary.Commit(batch =>
        {
            Key = temporary.Keys.Create(batch, Id);
            var record = new ConversationRecord(
                ConversationKind.Group, Encryption.None, "Title", Member, 1, 1, 1, AccountId.None, AccountId.None);
            Of(temporary).Conversations.PutRecord(batch, Id, Key, record);
            Of(temporary).Members.Put(batch, Id, Member, Key, new MemberRecord(Role.Owner, 1, 1));
            Of(temporary).Lists.Put(batch, Member, Id, new ListRecord(ListState.Member, batch.Touch(Id.Shard()), 1));
            WriteBlock(batch, 1, targets: false);
        });
        return this;
    }

    public Chat Send(int count, bool targets = false)
    {
        temporary.Commit(batch => WriteBlock(batch, count, targets));
        return this;
    }

    /// <summary>A blob with its file, record and reference.</summary>
    public MediaId AddMedia(ulong number, byte[] content)
    {
        var media = Ids.Media(number);
        var key = new byte[Aead.KeyBytes];
        key[0] = (byte)number;
        var name = media.Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
        var directory = Path.Combine(temporary.Options.DataDirectory, "media", name[..2]);
        Directory.CreateDirectory(directory);
        byte[] associated = [1, .. Convert.FromHexString(name), 0, 0, 0, 0, 0, 0, 0, 0, 1];
        var chunk = new byte[content.Length + Aead.TagBytes];
        Aead.Seal(key, new byte[Aead.NonceBytes], associated, content, chunk);
        File.WriteAllBytes(Path.Combine(directory, name), chunk);
        temporary.Commit(batch =>
        {
            Of(temporary).Media.Put(batch, media, new MediaRecord(Member, content.Length, "image/png", "", 1, 65_536));
            Of(temporary).Media.PutReference(
                batch, Id, media, Key, new MediaReferenceRecord(key, content.Length, "image/png", ""));
        });
        return media;
    }

    public byte[] BlockOf(ulong first, int count, bool targets) => new Block
    {
        ConversationId = Id.ToByteString(),
        FirstSequence = first,
        EntryCount = (uint)count,
        ServerTimeMs = (long)first,
        UnreadOrdinal = first + (ulong)count - 1,
        Entries =
        {
            Enumerable.Range(0, count).Select(i => new Entry
            {
                Kind = targets ? EntryKind.Edit : EntryKind.Message,
                SenderAccount = Member.ToByteString(),
                SenderDevice = Device.ToByteString(),
                SendNumber = first + (ulong)i,
                MessageId = 1,
                TargetSequence = targets ? 1u : 0u,
                Flags = (uint)EntryFlag.CountsAsUnread,
                Content = ByteString.CopyFromUtf8($"message {n} {first + (ulong)i}"),
            }),
        },
    }.ToByteArray();

    private void WriteBlock(CommitBatch batch, int count, bool targets)
    {
        var first = Sequence + 1;
        var database = Of(temporary);
        database.Blocks.Put(batch, Id, first, BlockOf(first, count, targets), Key);
        for (var i = 0; targets && i < count; i++)
        {
            database.Blocks.PutTarget(batch, Id, 1, first + (ulong)i, EntryKind.Edit, Key);
        }

        Sequence += (ulong)count;
        _runs.Add(new SendRun(first, (uint)count, first));
        database.Sends.Put(batch, Id, Device, Key, new SendWindowRecord(Sequence, [.. _runs]));
        database.Cursors.Put(batch, Id, Member, Key, new CursorRecord(Sequence, Sequence, Sequence));
        var change = batch.Touch(Id.Shard());
        database.Conversations.PutHead(batch, Id, Key, new HeadRecord(Sequence, Sequence, change, (long)first));
        batch.NoteConversation(Id);
    }
}
