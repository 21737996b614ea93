using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>
/// The secret part of a webhook's address: `fch1.` and a <see cref="TaggedText"/> of conversation ‖ webhook u64 ‖ 24 random bytes. Only its
/// SHA-256 is kept.
/// </summary>
internal sealed record WebhookToken(ConversationId Conversation, ulong Webhook, string Text)
{
    /// <summary>Name of the database secret for the tag.</summary>
    public const string SecretName = "webhooks";

    private const string Prefix = "fch1.";
    private const int SecretOffset = Identifier.Bytes + sizeof(ulong);
    private const int Bytes = SecretOffset + 24;

    /// <summary>What is stored of it.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    public static WebhookToken Create(ConversationId conversation, ulong webhook, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        conversation.Write(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[Identifier.Bytes..], webhook);
        RandomNumberGenerator.Fill(bytes[SecretOffset..]);
        return new WebhookToken(conversation, webhook, TaggedText.Make(Prefix, bytes, key));
    }

    /// <summary>Reads one that this server made; false for anything else.</summary>
    public static bool TryParse(string? text, byte[] key, [NotNullWhen(true)] out WebhookToken? token)
    {
        token = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!TaggedText.TryRead(text, Prefix, key, bytes) || !ConversationId.TryRead(bytes[..Identifier.Bytes], out var conversation)) return false;
        token = new WebhookToken(conversation, BinaryPrimitives.ReadUInt64BigEndian(bytes[Identifier.Bytes..]), text);
        return true;
    }
}
