using FastChat.Protocol;
using FastChat.Protocol.Personal;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Annotations;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Devices;
using FastChat.Storage.Feed;
using FastChat.Storage.Keys;
using FastChat.Storage.Media;
using FastChat.Storage.Personal;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;
using FastChat.Storage.Search;
using FastChat.Tests.Support;

namespace FastChat.Tests.Storage.Golden;

/// <summary>
/// Freezes format version 1: every key and record as bytes. A difference means that existing databases would be misread: it
/// needs a new version, never a new golden file.
/// </summary>
[TestFixture]
internal sealed class GoldenTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);
    private static readonly AccountId Account = Ids.Account(2);
    private static readonly DeviceId Device = Ids.Device(3);
    private static readonly MediaId Media = Ids.Media(4);

    [Test]
    public void Keys_records_and_sealed_values_have_the_bytes_of_format_version_1()
    {
        var path = Path.Combine(Repository.Root, "Tests/Storage/Golden/format-1.txt");
        var lines = Keys().Concat(Records()).Concat(Sealed()).Select(line => $"{line.Name} {line.Hex}").ToArray();
        Assert.That(lines, Is.EqualTo(File.ReadAllLines(path)));
    }

    [Test]
    public void Every_record_reads_back_and_refuses_other_versions_lengths_and_garbage()
    {
        RoundTrip(new HeadRecord(1, 2, 3, 4));
        RoundTrip(new ConversationRecord(ConversationKind.Direct, Encryption.None, "", Account, 1, 2, 2, Account, Ids.Account(9)));
        RoundTrip(new MemberRecord(Role.Admin, 1, 2));
        RoundTrip(new ListRecord(ListState.Left, 5, 6));
        RoundTrip(new HandleRecord(Account, HandleState.Reserved, 7));
        RoundTrip(new MediaRecord(Account, 1, "a/b", "ü", 2, 3));
        RoundTrip(new MediaUsageRecord(1));
        RoundTrip(new MediaHoldingRecord(1, default, 2));
        RoundTrip(new ContentRecord(Media));
    }

    private static void RoundTrip<T>(T record)
        where T : IStoredRecord<T>
    {
        var bytes = RecordCodec.Encode(record).ToArray();
        Assert.That(RecordCodec.Decode<T>(bytes), Is.EqualTo(record));
        Assert.Throws<StorageRefusedException>(() => RecordCodec.Decode<T>((byte[])[bytes[0], 2, .. bytes[2..]]));
        Assert.Throws<StorageCorruptException>(() => RecordCodec.Decode<T>((byte[])[.. bytes, 0]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<StorageCorruptException>(() => RecordCodec.Decode<T>(bytes.AsMemory(0, length)));
        }
    }

    private static IEnumerable<(string Name, string Hex)> Keys()
    {
        byte[] Key(Func<byte[], byte[]> build) => build(new byte[StorageLimits.KeyBytesMax]);
        yield return ("key/blocks", Hex(Key(room => RowKey.Block(room, Conversation, 0x0102030405060708).ToArray())));
        yield return ("key/targets", Hex(Key(room => RowKey.Target(room, Conversation, 5, 9).ToArray())));
        yield return ("key/conversations", Hex(Key(room => RowKey.Part(room, Conversation, 2).ToArray())));
        yield return ("key/members", Hex(Key(room => RowKey.Pair(room, Conversation, Account).ToArray())));
        yield return ("key/sends", Hex(Key(room => RowKey.Pair(room, Conversation, Device).ToArray())));
        yield return ("key/lists", Hex(Key(room => RowKey.Pair(room, Account, Conversation).ToArray())));
        yield return ("key/lists/forgotten", Hex(ForgottenKey()));
        yield return ("key/accounts", Hex(Key(room => RowKey.Part(room, Account, 1).ToArray())));
        yield return ("key/handles", Hex(Key(room => RowKey.Owner(room, new HandleKey(77)).ToArray())));
        yield return ("key/devices", Hex(Key(room => RowKey.Pair(room, Account, Device).ToArray())));
        yield return ("key/media", Hex(Key(room => RowKey.Owner(room, Media).ToArray())));
        yield return ("key/media_references", Hex(Key(room => RowKey.Pair(room, Conversation, Media).ToArray())));
        yield return ("key/keys", Hex(Key(room => KeyOwner.Of(Conversation).RowKey(room, 3).ToArray())));
        yield return ("key/feed", Hex(Key(room => RowKey.FeedRow(room, 2, 300).ToArray())));
        yield return ("key/meta/schema", Hex(Key(room => RowKey.Meta(room, MetaRows.Schema).ToArray())));
        yield return ("key/meta/server-key", Hex(Key(room => KeyOwner.Server.RowKey(room, 3).ToArray())));
        yield return ("key/meta/commits", Hex(Key(room => RowKey.Meta(room, MetaRows.Commits).ToArray())));
        yield return ("key/meta/follower", Hex(Key(room => RowKey.Meta(room, MetaRows.Follower, "push").ToArray())));
        yield return ("key/meta/secret", Hex(Key(room => RowKey.Meta(room, MetaRows.Secret, "handles").ToArray())));
        yield return ("key/search/piece", Hex(Key(room => RowKey.SearchPiece(room, Conversation, 5, 9).ToArray())));
        yield return ("key/search/erased", Hex(Key(room => RowKey.SearchErased(room, Conversation, 7).ToArray())));
        yield return ("key/annotations/mention", Hex(Key(room => new AnnotationKey(room, Conversation, AnnotationKind.Mention).Add(Account.Value).Add(9UL).Bytes.ToArray())));
        yield return ("key/annotations/pins", Hex(Key(room => new AnnotationKey(room, Conversation, AnnotationKind.Pins).Bytes.ToArray())));
        yield return ("key/timers", Hex(TimerKey()));
        yield return ("key/personal", Hex(Key(room => PersonalTable.Key(room, Account, PersonalKey.Draft(Conversation)).ToArray())));
        yield return ("key/media_holdings", Hex(Key(room => RowKey.PartOf(room, Account, 1, Media).ToArray())));
    }

    private static byte[] TimerKey()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Commit(batch => temporary.Database.Annotations.Timers.Put(
            batch, new FastChat.Storage.Annotations.Timer(5, Conversation, TimerKind.Remove, AccountId.None, 9)));
        using var rows = temporary.Database.Engine.Iterate(Table.Timers);
        Assert.That(rows.SeekToFirst());
        return rows.Key.ToArray();
    }

    private static byte[] ForgottenKey()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Commit(batch => temporary.Database.Lists.PutForgotten(batch, Account, 0xA7, 1));
        using var rows = temporary.Database.Engine.Iterate(Table.Lists);
        Assert.That(rows.SeekToFirst());
        return rows.Key.ToArray();
    }

    private static IEnumerable<(string Name, string Hex)> Records()
    {
        yield return Record(new ConversationRecord(
            ConversationKind.Group, Encryption.None, "Tür", Account, 1_700_000_000_000, 7, 3, AccountId.None, AccountId.None));
        yield return Record(new HeadRecord(10, 9, 8, 1_700_000_000_000));
        yield return Record(new TombstoneRecord(10, 9, 8, 7, [new DeviceSendNumber(Device, 6)]));
        yield return Record(new MemberRecord(Role.Owner, 4, 5));
        yield return Record(new CursorRecord(3, 2, 1));
        yield return Record(new SendWindowRecord(300, [new SendRun(1, 200, 5), new SendRun(201, 100, 900)]));
        yield return Record(new ListRecord(ListState.Deleted, 4, 5));
        yield return Record(new ListRecord(ListState.Forgotten, 400, 0));
        yield return Record(new AccountRecord("ada", "Ada L.", "", Media, 6));
        yield return Record(new PasswordRecord(1, 65_536, 3, [1, 2], [3, 4]));
        yield return Record(new AccountStatusRecord(AccountKind.Guest, 9, AccountId.None));
        yield return Record(new TwoStepRecord([1, 2], 0, 3, [[4], [5]]));
        yield return Record(new EmailRecord("ada@example.org", 5));
        yield return Record(new OneTimeCodeRecord([1], 2, 3, "x"));
        yield return Record(new OwnedBotRecord(5));
        yield return Record(new ApiTokenRecord("ci", [1], ApiScopes.Send | ApiScopes.Profile, 2, 3, 0));
        yield return Record(new DeviceGrantRecord(new ApiTokenId(7), ApiScopes.Groups, 4));
        yield return Record(new ExternalIdentityRecord("https://a.example", "17"));
        yield return Record(new InvitationRecord("for friends", 1, 2, 3, 4));
        yield return Record(new HandleRecord(Account, HandleState.Confirmed, 9));
        yield return Record(new DeviceRecord("phone", 1, 2, 3, [4], [], [5], 6, Revoked: true));
        yield return Record(new MediaRecord(Account, 100_000, "image/png", "a.png", 7, 65_536));
        yield return Record(new MediaReferenceRecord([1, 2, 3], 100_000, "image/png", "a.png"));
        yield return Record(new FeedRecord([new FeedShard(200, 5, [Conversation], [Account]), new FeedShard(201, 6, [], [])]));
        var turns = System.Collections.Immutable.ImmutableSortedDictionary<byte, long>.Empty.Add(0, 17).Add(3, 400);
        yield return Record(new CommitNumbersRecord([.. Enumerable.Range(0, 256).Select(n => (long)n)], turns));
        yield return Record(new FollowerRecord(turns));
        yield return Record(new SearchManifest(300, 5, 7, [new SearchSegment(4, 1, 300, 2, 250, 4_000, 9_000)]));
        yield return Record(new PinsRecord([3, 4]));
        yield return Record(new ThreadRecord(2, 9, 1_700_000_000_000));
        yield return Record(new ThreadCursorsRecord([new FastChat.Storage.Annotations.ThreadCursor(1, 2, 3)]));
        yield return Record(new TallyRecord([1, 0], 1));
        yield return Record(new HiddenRecord(5, [7]));
        yield return Record(new IncomingWebhookRecord("ci", Account, Ids.Account(9), [1], 2, 3));
        yield return Record(new ScheduledRecord(Device, 6, [1, 2]));
        yield return Record(new WithheldRecord(true, 5, 3, 7, 6, 4, [8, 9]));
        yield return Record(new PersonalHead(1, 2, 3, 4, 5, 6, 7));
        yield return Record(new MediaUsageRecord(100_000));
        yield return Record(new MediaHoldingRecord(100_000, new ContentKey(77), 7));
        yield return Record(new ContentRecord(Media));
        yield return Record(new UploadRecord(100_000, 70_000, 70_064, [1, 2, 3], "filename YS5wbmc=", 2, 9, MediaId.None));
    }

    private static IEnumerable<(string Name, string Hex)> Sealed()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(n => (byte)n)], nonce = [.. Enumerable.Range(100, 12).Select(n => (byte)n)];
        var value = new byte[4 + SealedValue.OverheadBytes];
        SealedValue.Seal(key, 0x01020304, nonce, Table.Members, [9, 8, 7], [1, 2, 3, 4], value);
        yield return ("sealed", Hex(value));
        var wrapping = new WrappingKeys(new KeyMemory(), [key]);
        yield return ("key-encryption-key/generation", wrapping.CurrentGeneration.ToString("x8", null));
        var batch = new BatchBytes();
        batch.Put(Table.Meta, [1], 2).Fill(5);
        batch.Delete(Table.Blocks, [2]);
        batch.DeleteRange(Table.Feed, [3], [4]);
        yield return ("batch", Hex(batch.Written.ToArray()));
        using var temporary = new TemporaryDatabase();
        var handles = new HandleTable(new FastChat.Storage.Records.Rows(temporary.Database.Engine, new()), temporary.Keys.Server, key);
        yield return ("handle/ada", handles.KeyOf("ada").Value.ToString("x32", null));
    }

    private static (string Name, string Hex) Record<T>(T record)
        where T : IStoredRecord<T> => (typeof(T).Name, Hex(RecordCodec.Encode(record).ToArray()));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
