using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Webhooks;

/// <summary>How far a webhook was told of a conversation. It is there only while it is behind.</summary>
public readonly record struct WebhookPositionRecord(
    ulong Told,
    // When it is told on.
    long DueMs,
    // How often the next entry failed.
    int Attempts) : IStoredRecord<WebhookPositionRecord>
{
    static int IStoredRecord<WebhookPositionRecord>.Elements => 3;

    static WebhookPositionRecord IStoredRecord<WebhookPositionRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadUInt64(), reader.ReadInt64(), reader.ReadInt32());

    void IStoredRecord<WebhookPositionRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Told);
        writer.Write(DueMs);
        writer.Write(Attempts);
    }
}
