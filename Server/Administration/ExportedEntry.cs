using System.Text.Json;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Server.Administration;

/// <summary>An entry of a log as a line of an archive (docs/EXPORT.md).</summary>
internal static class ExportedEntry
{
    public static void Write(Utf8JsonWriter json, in BlockEntry entry, long timeMs, bool isEncrypted)
    {
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteNumber("time_ms", timeMs);
        json.WriteString("kind", entry.Kind.ToString());
        json.WriteString("sender", entry.SenderAccount.ToString());
        json.WriteString("message_id", entry.MessageId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("flags", entry.Flags);
        if (entry.TargetSequence > 0) json.WriteNumber("target", entry.TargetSequence);
        WriteIds(json, in entry);
        if (!entry.Content.IsEmpty) WriteContent(json, entry.Kind, entry.Content, isEncrypted);
    }

    private static void WriteIds(Utf8JsonWriter json, in BlockEntry entry)
    {
        var any = false;
        foreach (var bytes in entry.MediaIds)
        {
            if (!MediaId.TryRead(bytes, out var media)) continue;
            if (!any) json.WriteStartArray("media");
            any = true;
            json.WriteStringValue(media.ToString());
        }

        if (any) json.WriteEndArray();
    }

    /// <summary>As JSON what the server can read, else as bytes.</summary>
    public static void WriteContent(Utf8JsonWriter json, EntryKind kind, ReadOnlySpan<byte> content, bool isEncrypted)
    {
        try
        {
            if (!isEncrypted && Parse(kind, content) is { } readable)
            {
                json.WritePropertyName("content");
                json.WriteRawValue(JsonFormatter.Default.Format(readable));
                return;
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // Content is its sender's business; what it is not, is given as bytes.
        }

        json.WriteBase64String("content_bytes", content);
    }

    private static IMessage? Parse(EntryKind kind, ReadOnlySpan<byte> content) => kind switch
    {
        EntryKind.Message or EntryKind.Edit => MessageContent.Parser.ParseFrom(content),
        EntryKind.Reaction => ReactionContent.Parser.ParseFrom(content),
        EntryKind.Membership => MembershipChange.Parser.ParseFrom(content),
        EntryKind.PollTally => PollTally.Parser.ParseFrom(content),
        _ => null,
    };
}
