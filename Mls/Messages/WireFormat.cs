namespace FastChat.Mls.Messages;

/// <summary>The IANA numbers of what an MLSMessage holds (RFC 9420 section 17.2).</summary>
internal enum WireFormat : ushort
{
    PublicMessage = 1,
    PrivateMessage = 2,
    MlsWelcome = 3,
    GroupInfo = 4,
    KeyPackage = 5,
}
