namespace FastChat.Mls.Messages;

/// <summary>The IANA numbers of extensions (RFC 9420 section 17.3, and last_resort of RFC 9750's registry).</summary>
internal static class ExtensionType
{
    public const ushort ApplicationId = 1;
    public const ushort RatchetTree = 2;
    public const ushort RequiredCapabilities = 3;
    public const ushort ExternalPub = 4;
    public const ushort ExternalSenders = 5;

    /// <summary>Marks a key package that may be used more than once (draft-ietf-mls-extensions).</summary>
    public const ushort LastResort = 10;

    /// <summary>Types that everybody knows, and that capabilities must not list (RFC 9420 section 7.2).</summary>
    public static bool IsDefault(ushort type) => type is >= ApplicationId and <= ExternalSenders;
}
