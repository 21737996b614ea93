namespace FastChat.Protocol.Versioning;

/// <summary>The versions of protocol.proto that this build speaks.</summary>
public static class ProtocolVersion
{
    /// <summary>The version that <see cref="Hello"/> announces.</summary>
    public const uint Current = 1;
}
