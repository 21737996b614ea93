using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Webhooks;

/// <summary>An address that is told what happens in conversations.</summary>
public sealed record WebhookRecord(
    string Address,
    // 24 to 64 random bytes, which sign what is sent.
    byte[] Secret,
    // The one before it, which signs as well until a time; empty: none.
    byte[] PreviousSecret,
    long PreviousUntilMs,
    // Names of the events that it gets; empty: all.
    IReadOnlyList<string> Events,
    bool WithContent,
    // It is one of the options, and goes with them.
    bool FromOptions,
    bool Enabled,
    // Since when nothing has succeeded; 0: the last one did.
    long FailingSinceMs,
    long CreatedMs) : IStoredRecord<WebhookRecord>
{
    static int IStoredRecord<WebhookRecord>.Elements => 10;

    static WebhookRecord IStoredRecord<WebhookRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadByteString(),
        reader.ReadByteString(),
        reader.ReadInt64(),
        ReadEvents(ref reader),
        reader.ReadBoolean(),
        reader.ReadBoolean(),
        reader.ReadBoolean(),
        reader.ReadInt64(),
        reader.ReadInt64());

    void IStoredRecord<WebhookRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Address);
        writer.Write(Secret);
        writer.Write(PreviousSecret);
        writer.Write(PreviousUntilMs);
        writer.WriteArrayHeader(Events.Count);
        foreach (var name in Events) writer.Write(name);
        writer.Write(WithContent);
        writer.Write(FromOptions);
        writer.Write(Enabled);
        writer.Write(FailingSinceMs);
        writer.Write(CreatedMs);
    }

    /// <summary>Names the state only: addresses may hold credentials.</summary>
    public override string ToString() => $"{nameof(WebhookRecord)} {{ {nameof(Enabled)} = {Enabled} }}";

    private static List<string> ReadEvents(ref MessagePackReader reader)
    {
        var events = new List<string>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--) events.Add(reader.ReadText());
        return events;
    }
}
