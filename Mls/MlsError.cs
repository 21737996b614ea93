namespace FastChat.Mls;

/// <summary>Why an operation was refused. The numbers are stable: an application may store and compare them.</summary>
public enum MlsError
{
    /// <summary>The bytes are not the encoding of what they are meant to be (RFC 9420 sections 2.1 and 6).</summary>
    Malformed = 1,

    /// <summary>A limit of <see cref="MlsLimits"/> is exceeded.</summary>
    TooLarge = 2,

    /// <summary>The protocol version, cipher suite, credential or proposal type is not one that this library handles.</summary>
    Unsupported = 3,

    /// <summary>A signature does not verify.</summary>
    BadSignature = 4,

    /// <summary>A membership tag or confirmation tag does not verify.</summary>
    BadTag = 5,

    /// <summary>A ciphertext does not open.</summary>
    DecryptionFailed = 6,

    /// <summary>The message belongs to another group.</summary>
    WrongGroup = 7,

    /// <summary>The message belongs to an epoch that this group has not reached yet.</summary>
    FutureEpoch = 8,

    /// <summary>The message belongs to an epoch whose secrets are gone.</summary>
    PastEpoch = 9,

    /// <summary>The generation was used already, or its key was dropped: a repeated or very late message.</summary>
    GenerationGone = 10,

    /// <summary>The generation lies further ahead than the limit allows.</summary>
    GenerationTooFarAhead = 11,

    /// <summary>A leaf node breaks a rule of RFC 9420 section 7.3.</summary>
    InvalidLeafNode = 12,

    /// <summary>A key package breaks a rule of RFC 9420 section 10.1.</summary>
    InvalidKeyPackage = 13,

    /// <summary>The authentication service refused a credential.</summary>
    CredentialRefused = 14,

    /// <summary>A proposal, or the list of them in a commit, breaks a rule of RFC 9420 section 12.</summary>
    InvalidProposal = 15,

    /// <summary>A commit refers to a proposal that this member has not received.</summary>
    UnknownProposal = 16,

    /// <summary>A commit or its path breaks a rule of RFC 9420 sections 7.5 and 12.4.</summary>
    InvalidCommit = 17,

    /// <summary>A ratchet tree is not what its hashes say, or breaks a rule of RFC 9420 section 7.</summary>
    InvalidTree = 18,

    /// <summary>A GroupInfo or Welcome breaks a rule of RFC 9420 section 12.4.3.</summary>
    InvalidWelcome = 19,

    /// <summary>A Welcome is not meant for this key package.</summary>
    NotForThisKeyPackage = 20,

    /// <summary>A pre-shared key that a commit or Welcome names is not available.</summary>
    UnknownPreSharedKey = 21,

    /// <summary>The state of the group does not allow this now; the message says why.</summary>
    WrongState = 22,

    /// <summary>This member was removed, or the group was closed by a ReInit.</summary>
    GroupEnded = 23,

    /// <summary>The message is this member's own: there is nothing to process.</summary>
    OwnMessage = 24,

    /// <summary>Stored state cannot be read: damaged, or of a version that this library does not know.</summary>
    BadState = 25,
}
