using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastChat.Storage.Records;

namespace FastChat.Storage.Accounts;

/// <summary>What stands for an invitation on disk: 16 bytes of the SHA-256 of its code, which is random enough for that.</summary>
public readonly record struct InvitationKey(UInt128 Value) : Protocol.Identifiers.IIdentifier<InvitationKey>
{
    /// <inheritdoc/>
    public static InvitationKey From(UInt128 value) => new(value);

    /// <summary>The key of a code, as typed.</summary>
    public static InvitationKey Of(string code) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(code))));

    /// <summary>Reads the text form of <see cref="ToString"/>; false if it is anything else.</summary>
    public static bool TryParse(string? text, out InvitationKey key) => ServerId.TryParse(text, out key);

    /// <summary>The UUID form, 36 characters: names the invitation without giving it away.</summary>
    public override string ToString() => ServerId.Format(Value);
}
