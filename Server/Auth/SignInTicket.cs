using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>
/// Shows that the first step of a sign-in is done: `fct1.` and a <see cref="TaggedText"/> of account ‖ time of its end u64 ‖ 8 bytes of a
/// hash of the password row, so that a changed password ends it. It may be presented again: each code is good only once.
/// </summary>
internal readonly record struct SignInTicket(AccountId Account, long ExpiresMs, ulong Stamp)
{
    /// <summary>Name of the database secret for the tag.</summary>
    public const string SecretName = "sign-in-tickets";

    private const string Prefix = "fct1.";
    private const int ExpiresOffset = Identifier.Bytes;
    private const int StampOffset = ExpiresOffset + sizeof(long);
    private const int Bytes = StampOffset + sizeof(ulong);

    /// <summary>What a password's hash is in a ticket.</summary>
    public static ulong StampOf(PasswordHash password) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(password.Hash));

    public string Write(byte[] key)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Account.Write(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[ExpiresOffset..], ExpiresMs);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[StampOffset..], Stamp);
        return TaggedText.Make(Prefix, bytes, key);
    }

    /// <summary>Reads one that this server made; whether it has ended is the caller's to see.</summary>
    public static bool TryParse(string? text, byte[] key, out SignInTicket ticket)
    {
        ticket = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!TaggedText.TryRead(text, Prefix, key, bytes) || !AccountId.TryRead(bytes[..Identifier.Bytes], out var account)) return false;
        ticket = new SignInTicket(
            account,
            BinaryPrimitives.ReadInt64BigEndian(bytes[ExpiresOffset..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[StampOffset..]));
        return true;
    }
}
