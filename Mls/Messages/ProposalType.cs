namespace FastChat.Mls.Messages;

/// <summary>The IANA numbers of proposals (RFC 9420 section 17.4).</summary>
internal static class ProposalType
{
    public const ushort Add = 1;
    public const ushort Update = 2;
    public const ushort Remove = 3;
    public const ushort PreSharedKey = 4;
    public const ushort ReInit = 5;
    public const ushort ExternalInit = 6;
    public const ushort GroupContextExtensions = 7;

    public static bool IsDefault(ushort type) => type is >= Add and <= GroupContextExtensions;
}
