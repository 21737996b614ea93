namespace FastChat.Mls;

/// <summary>What kind of message bytes are, as far as anybody can see. RFC 9420, section 6.</summary>
public enum MlsMessageKind
{
    /// <summary>A commit as PublicMessage.</summary>
    PublicCommit,

    /// <summary>A proposal as PublicMessage.</summary>
    PublicProposal,

    /// <summary>An encrypted commit or proposal.</summary>
    PrivateHandshake,

    /// <summary>Encrypted application data.</summary>
    PrivateApplication,

    /// <summary>A Welcome.</summary>
    Welcome,

    /// <summary>A GroupInfo.</summary>
    GroupInfo,

    /// <summary>A key package.</summary>
    KeyPackage,
}
