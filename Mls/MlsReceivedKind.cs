namespace FastChat.Mls;

/// <summary>What a processed message was. RFC 9420, section 6.</summary>
public enum MlsReceivedKind
{
    /// <summary>Application data.</summary>
    Application,

    /// <summary>A proposal: nothing has changed, and a commit is due before application data is sent again.</summary>
    Proposal,

    /// <summary>A commit: the group is in a new epoch, or has ended for this member.</summary>
    Commit,
}
