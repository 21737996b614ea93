using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Records;

/// <summary>The text form of ids that never leave the server's own side.</summary>
internal static class ServerId
{
    public static bool TryParse<T>(string? text, out T id)
        where T : struct, IIdentifier<T>
    {
        Span<byte> bytes = stackalloc byte[Identifier.Bytes];
        id = default;
        return Guid.TryParseExact(text, "D", out var guid) && guid.TryWriteBytes(bytes, bigEndian: true, out _) && Identifier.TryRead(bytes, out id);
    }

    public static string Format(UInt128 value) => new AccountId(value).ToString();
}
