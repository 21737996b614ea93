namespace FastChat.Tests.Storage;

/// <summary>Ids that a test can tell apart.</summary>
internal static class Ids
{
    public static ConversationId Conversation(ulong n) => new(new UInt128(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | n));

    public static AccountId Account(ulong n) => new(new UInt128(0x0191_0000_0000_7000, 0x8000_0000_0000_0000 | n));

    public static DeviceId Device(ulong n) => new(new UInt128(0x0192_0000_0000_7000, 0x8000_0000_0000_0000 | n));

    public static MediaId Media(ulong n) => new(new UInt128(0x0193_0000_0000_4000, 0x8000_0000_0000_0000 | n));
}
