using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Push;
using Google.Protobuf;

namespace FastChat.Server.Push;

/// <summary>Writes what a device is told (docs/PROTOCOL.md, Push). Thread-safe.</summary>
internal sealed class PushNotices(ChatDatabase database, PushSettings settings)
{
    /// <summary>The name of the database's secret under which tags are made.</summary>
    private const string SecretName = "push-tags";

    /// <summary>24 characters of base64url: a Topic has at most 32 (RFC 8030, 5.4).</summary>
    private const int TagBytes = 18;

    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly byte[] _secret = database.Secret(SecretName);

    public PushParcel Write(PushJob job)
    {
        var tag = TagOf(job.Place);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteString("kind", job.IsWithdrawal ? "read" : "message");
            json.WriteString("tag", tag);
            json.WriteString("account", job.Place.Account.ToString());
            json.WriteString("conversation", job.Place.Conversation.ToString());
            json.WriteNumber("sequence", job.Through);
            if (!job.IsWithdrawal) WriteMessage(json, job);
            json.WriteEndObject();
        }

        return new PushParcel(buffer.WrittenSpan.ToArray(), tag, job.IsWithdrawal, settings.Lifetime);
    }

    private void WriteMessage(Utf8JsonWriter json, PushJob job)
    {
        var (conversation, account) = (job.Place.Conversation, job.Place.Account);
        var head = database.Conversations.ReadHead(conversation)?.Ordinal ?? 0;
        // What came while the other side was blocked is not unread.
        var read = Math.Max(
            database.Cursors.Read(conversation, account)?.ReadOrdinal ?? 0,
            database.Annotations.Withheld.Read(conversation, account)?.ReadOrdinal ?? 0);
        json.WriteNumber("unread", head > read ? head - read : 0);
        if (!job.Subscription.Preview || !settings.PreviewsAllowed) return;
        if (database.Conversations.ReadRecord(conversation) is not { Encryption: Encryption.None } record) return;
        if (ReadMessage(conversation, job.Through) is not { } message) return;
        json.WriteStartObject("preview");
        json.WriteString("title", record.Title);
        json.WriteString("from", NameOf(message.Sender));
        json.WriteString("text", message.Text);
        json.WriteEndObject();
    }

    /// <summary>Names the conversation for this device, and tells whoever carries it nothing: not even that two devices talk with each other.</summary>
    private string TagOf(PushPlace place)
    {
        Span<byte> input = stackalloc byte[2 * Identifier.Bytes];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        place.Device.Write(input);
        place.Conversation.Write(input[Identifier.Bytes..]);
        HMACSHA256.HashData(_secret, input, hash);
        return Base64Url.EncodeToString(hash[..TagBytes]);
    }

    private string NameOf(AccountId account) => database.Accounts.Read(account) is { } profile
        ? profile.DisplayName.Length > 0 ? profile.DisplayName : profile.Handle
        : "";

    private (AccountId Sender, string Text)? ReadMessage(ConversationId conversation, ulong sequence)
    {
        (AccountId, string)? found = null;
        database.Blocks.ReadForward(conversation, sequence, (_, block) =>
        {
            if (StoredEntry.TryFind(block, sequence, out var entry) && entry.Kind == EntryKind.Message)
                found = (entry.SenderAccount, TextOf(entry.Content));
            return false;
        });
        return found;
    }

    private static string TextOf(ReadOnlySpan<byte> content)
    {
        try
        {
            var text = MessageContent.Parser.ParseFrom(content).Text;
            if (text.Length <= PushLimits.PreviewCharsMax) return text;
            var length = char.IsHighSurrogate(text[PushLimits.PreviewCharsMax - 1]) ? PushLimits.PreviewCharsMax - 1 : PushLimits.PreviewCharsMax;
            return text[..length];
        }
        catch (InvalidProtocolBufferException)
        {
            return "";
        }
    }
}
