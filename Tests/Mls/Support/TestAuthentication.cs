using FastChat.Mls;

namespace FastChat.Tests.Mls.Support;

/// <summary>An authentication service that tests steer: it accepts what they have not told it to refuse.</summary>
internal sealed class TestAuthentication : IMlsAuthenticationService
{
    public Func<MlsIdentity, bool> AcceptsIdentity { get; set; } = _ => true;

    public Func<MlsIdentity, MlsIdentity, bool> AcceptsNext { get; set; } = (_, _) => true;

    /// <summary>Devices are the same client when their identities are equal, unless a test knows better.</summary>
    public Func<MlsIdentity, MlsIdentity, bool> Same { get; set; } = (one, other) => one.Identity.Span.SequenceEqual(other.Identity.Span);

    public bool Accepts(MlsIdentity identity) => AcceptsIdentity(identity);

    public bool AcceptsSuccessor(MlsIdentity before, MlsIdentity after) => AcceptsNext(before, after);

    public bool IsSameClient(MlsIdentity one, MlsIdentity other) => Same(one, other);
}
