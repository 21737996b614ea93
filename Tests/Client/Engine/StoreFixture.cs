using FastChat.Client.LocalState;
using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Tests.Client.Engine;

/// <summary>A real store in a directory of its own, and short words for filling it.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    public static readonly AccountId Me = new(1);
    public static readonly AccountId Other = new(2);
    public static readonly DeviceId Device = new(3);
    public static readonly DeviceId OtherDevice = new(4);
    public static readonly ConversationId Group = new(5);

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("fastchat-store-").FullName;

    public string Path => System.IO.Path.Combine(Directory, "store.db");

    public static StoredSession Session { get; } = new(
        Me, Device, "ada", "access-token", DateTimeOffset.UnixEpoch.AddDays(1), "refresh-token", DateTimeOffset.UnixEpoch.AddDays(9));

    public async Task<LocalStore> OpenAsync()
    {
        var store = await LocalStore.OpenAsync(new LocalStoreOptions(Path));
        if (store.ReadSession() is null)
            await store.WriteSessionAsync(Session);
        return store;
    }

    public static ConversationState State(long head = 0, ulong lastSendNumber = 0, ulong headOrdinal = 0) => new()
    {
        ConversationId = Group.ToByteString(),
        Kind = ConversationKind.Group,
        Title = "Analytical engines",
        MyRole = Role.Member,
        HeadSequence = (ulong)head,
        HeadOrdinal = headOrdinal,
        FirstVisibleSequence = 1,
        MembershipVersion = 1,
        MemberCount = 2,
        LastSendNumber = lastSendNumber,
    };

    public static Block BlockOf(long first, int count, Func<long, string>? text = null, DeviceId? device = null, ulong firstNumber = 0) =>
        BlockOf(first, Enumerable.Range(0, count).Select(i => EntryOf(
            text?.Invoke(first + i) ?? $"text {first + i}", device ?? OtherDevice, (ulong)(first + i) + 1_000_000, firstNumber + (ulong)i)));

    public static Block BlockOf(long first, IEnumerable<Entry> entries)
    {
        var block = new Block
        {
            ConversationId = Group.ToByteString(),
            FirstSequence = (ulong)first,
            ServerTimeMs = 1_000 + first,
        };
        block.Entries.AddRange(entries);
        block.EntryCount = (uint)block.Entries.Count;
        block.UnreadOrdinal = (ulong)first + (ulong)block.Entries.Count - 1;
        return block;
    }

    public static Entry EntryOf(string text, DeviceId device, ulong messageId, ulong number = 0) => new()
    {
        Kind = EntryKind.Message,
        SenderAccount = (device == Device ? Me : Other).ToByteString(),
        SenderDevice = device.ToByteString(),
        SendNumber = number,
        MessageId = messageId,
        Flags = (uint)EntryFlag.CountsAsUnread,
        Content = new MessageContent { Text = text }.ToByteString(),
    };

    public static OutgoingDraft DraftOf(ulong messageId, string text = "hello") => new(
        Group,
        new(messageId),
        new OutgoingEntry
        {
            Kind = EntryKind.Message,
            MessageId = messageId,
            Flags = (uint)EntryFlag.CountsAsUnread,
            Content = new MessageContent { Text = text }.ToByteString(),
        });

    public static string TextOf(EntryRow row) => MessageContent.Parser.ParseFrom(row.Entry.Content).Text;

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
