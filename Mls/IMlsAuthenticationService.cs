namespace FastChat.Mls;

/// <summary>
/// Says whose keys are whose (RFC 9420 section 5.3.1). MLS guarantees that all members see the same identities and keys; that
/// they belong together only the application can know, so there is no default. Called on the thread that calls the group.
/// </summary>
public interface IMlsAuthenticationService
{
    /// <summary>Whether this signature key belongs to this identity, and may be in the group.</summary>
    bool Accepts(MlsIdentity identity);

    /// <summary>Whether a member may go on under another identity or key: an update, a path, or a rejoining device.</summary>
    bool AcceptsSuccessor(MlsIdentity before, MlsIdentity after);

    /// <summary>Whether both are the same client, which may be in a group once (RFC 9420 section 12.2).</summary>
    bool IsSameClient(MlsIdentity one, MlsIdentity other);
}
