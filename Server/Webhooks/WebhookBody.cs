using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Server.Webhooks;

/// <summary>Writes an event as JSON (docs/HTTP.md, Webhooks).</summary>
internal static class WebhookBody
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(WebhookEvent told)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteString("type", told.Type);
            json.WriteString("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(told.TimeMs).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteStartObject("data");
            WriteData(json, told);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Utf8JsonWriter json, WebhookEvent told)
    {
        json.WriteString("conversation", told.Conversation.ToString());
        json.WriteNumber("sequence", told.Sequence);
        if (!told.Account.IsNone()) json.WriteString("account", told.Account.ToString());
        if (!told.Device.IsNone()) json.WriteString("device", told.Device.ToString());
        json.WriteString("message_id", told.MessageId.ToString("x16", CultureInfo.InvariantCulture));
        if (told.Target != 0) json.WriteNumber("target", told.Target);
        json.WriteNumber("flags", told.Flags);
        WriteList(json, "mentioned", told.Mentioned.Select(id => id.ToString()).ToList());
        WriteList(json, "media", told.Media.Select(id => id.ToString()).ToList());
        if (told.Content.Length == 0) return;
        json.WriteBase64String("content", told.Content);
        if (told.Kind is EntryKind.Message or EntryKind.Edit) WriteText(json, told.Content);
    }

    private static void WriteList(Utf8JsonWriter json, string name, List<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        texts.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, byte[] content)
    {
        try
        {
            json.WriteString("text", MessageContent.Parser.ParseFrom(content).Text);
        }
        catch (InvalidProtocolBufferException)
        {
            // A client's own content, which the server does not judge.
        }
    }
}
