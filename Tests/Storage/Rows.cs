using FastChat.Storage;
using FastChat.Storage.Keys;

namespace FastChat.Tests.Storage;

/// <summary>Keys of rows, for tests that go past the tables.</summary>
internal static class Rows
{
    public static byte[] Part(ConversationId id, byte part) =>
        RowKey.Part(stackalloc byte[StorageLimits.KeyBytesMax], id, part).ToArray();

    public static byte[] Pair(ConversationId id, AccountId account) =>
        RowKey.Pair(stackalloc byte[StorageLimits.KeyBytesMax], id, account).ToArray();

    public static byte[] Block(ConversationId id, ulong first) =>
        RowKey.Block(stackalloc byte[StorageLimits.KeyBytesMax], id, first).ToArray();

    public static byte[] Target(ConversationId id, ulong target, ulong sequence) =>
        RowKey.Target(stackalloc byte[StorageLimits.KeyBytesMax], id, target, sequence).ToArray();
}
