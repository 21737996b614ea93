using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>Who owns a handle: an account, or, under <see cref="HandleState.Channel"/>, the conversation with that id.</summary>
public sealed record HandleRecord(
    AccountId Account,
    HandleState State,
    long ReservedMs) : IStoredRecord<HandleRecord>
{
    /// <summary>The channel that has it; none: an account has it.</summary>
    public ConversationId Channel => State == HandleState.Channel ? new ConversationId(Account.Value) : ConversationId.None;

    static int IStoredRecord<HandleRecord>.Elements => 3;

    public static HandleRecord OfChannel(ConversationId channel, long reservedMs) =>
        new(new AccountId(channel.Value), HandleState.Channel, reservedMs);

    static HandleRecord IStoredRecord<HandleRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadId<AccountId>(),
        (HandleState)reader.ReadInt32(),
        reader.ReadInt64());

    void IStoredRecord<HandleRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteId(Account);
        writer.Write((int)State);
        writer.Write(ReservedMs);
    }
}
