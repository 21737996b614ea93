using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Auth;

/// <summary>
/// A bot's token: `fcb1.` and a <see cref="TaggedText"/> of account ‖ token id ‖ 32 random bytes. Only its SHA-256 is kept.
/// </summary>
internal sealed record ApiToken(AccountId Bot, ApiTokenId Id, string Text)
{
    /// <summary>Name of the database secret for the tag.</summary>
    public const string SecretName = "api-tokens";

    private const string Prefix = "fcb1.";
    private const int SecretOffset = 2 * Identifier.Bytes;
    private const int Bytes = SecretOffset + 32;

    /// <summary>What is stored of it.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    public static ApiToken Create(AccountId bot, ApiTokenId id, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bot.Write(bytes);
        id.Write(bytes[Identifier.Bytes..]);
        RandomNumberGenerator.Fill(bytes[SecretOffset..]);
        return new ApiToken(bot, id, TaggedText.Make(Prefix, bytes, key));
    }

    /// <summary>Reads one that this server made; false for anything else.</summary>
    public static bool TryParse(string? text, byte[] key, [NotNullWhen(true)] out ApiToken? token)
    {
        token = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!TaggedText.TryRead(text, Prefix, key, bytes) || !AccountId.TryRead(bytes[..Identifier.Bytes], out var bot)) return false;
        if (!Identifier.TryRead<ApiTokenId>(bytes[Identifier.Bytes..SecretOffset], out var id)) return false;
        token = new ApiToken(bot, id, text);
        return true;
    }
}
