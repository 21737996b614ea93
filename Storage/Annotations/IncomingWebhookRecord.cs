using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>A way in for messages from elsewhere.</summary>
public sealed record IncomingWebhookRecord(
    string Name,
    // As whom its messages are shown.
    AccountId Bot,
    AccountId Creator,
    // SHA-256 of its token.
    byte[] Hash,
    long CreatedMs,
    // 0: never.
    long LastUsedMs) : IStoredRecord<IncomingWebhookRecord>
{
    static int IStoredRecord<IncomingWebhookRecord>.Elements => 6;

    static IncomingWebhookRecord IStoredRecord<IncomingWebhookRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadId<AccountId>(),
        reader.ReadId<AccountId>(),
        reader.ReadByteString(),
        reader.ReadInt64(),
        reader.ReadInt64());

    void IStoredRecord<IncomingWebhookRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Name);
        writer.WriteId(Bot);
        writer.WriteId(Creator);
        writer.Write(Hash);
        writer.Write(CreatedMs);
        writer.Write(LastUsedMs);
    }
}
