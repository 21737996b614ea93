using FastChat.Mls.Crypto;
using FastChat.Mls.Group;
using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>Who takes part: an identity, its signature key, and whom it asks about others. One device, any number of groups.</summary>
public sealed class MlsDevice
{
    /// <summary>Creates a device. The signer stays the caller's to dispose of, after all groups.</summary>
    public MlsDevice(MlsSigner signer, ReadOnlyMemory<byte> identity, IMlsAuthenticationService authentication)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(authentication);
        (Signer, Identity, Authentication) = (signer, identity, authentication);
    }

    /// <summary>The signature key.</summary>
    public MlsSigner Signer { get; }

    /// <summary>The identity in the device's credential.</summary>
    public ReadOnlyMemory<byte> Identity { get; }

    /// <summary>Judges the identities of others.</summary>
    public IMlsAuthenticationService Authentication { get; }

    /// <summary>Where external pre-shared keys come from; without it, a commit that needs one is refused.</summary>
    public IMlsPreSharedKeys? PreSharedKeys { get; init; }

    /// <summary>Tells the time, for lifetimes.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long key packages of this device are valid.</summary>
    public TimeSpan KeyPackageLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The longest lifetime that is accepted of others; <see cref="TimeSpan.MaxValue"/> accepts any.</summary>
    public TimeSpan LifetimeMax { get; init; } = TimeSpan.FromDays(MlsLimits.LifetimeDaysMax);

    /// <summary>Types of extensions that the application itself understands, beyond those of RFC 9420.</summary>
    public IReadOnlyList<int> ExtensionTypes { get; init; } = [];

    internal Validation Validation => new(Authentication, Clock, LifetimeMax);

    /// <summary>
    /// Makes a key package (RFC 9420 section 10), to be used once. A last-resort package may be used again when the others
    /// are gone; say so to keep its private keys after a join.
    /// </summary>
    public MlsKeyPackage CreateKeyPackage(
        MlsCipherSuite suite = MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, bool lastResort = false)
    {
        var initKey = KemKeyPair.Generate();
        var leafKey = KemKeyPair.Generate();
        Extension[] extensions = lastResort ? [new Extension(ExtensionType.LastResort, [])] : [];
        var leaf = NewLeaf(leafKey.PublicKey).Sign(Signer, [], 0);
        var package = new KeyPackage(MlsMessage.Mls10, Suite.Of(suite).Number, initKey.PublicKey, leaf, extensions, []).Sign(Signer);
        return new MlsKeyPackage(package, initKey.PrivateKey, leafKey.PrivateKey);
    }

    /// <summary>An unsigned leaf as a key package has it, with this device's key, credential and capabilities.</summary>
    internal LeafNode NewLeaf(byte[] encryptionKey)
    {
        // A clock that runs behind must not refuse a fresh package: it is valid from an hour ago.
        var now = Clock.GetUtcNow();
        var lifetime = new Lifetime(
            (ulong)(now - TimeSpan.FromHours(1)).ToUnixTimeSeconds(), (ulong)(now + KeyPackageLifetime).ToUnixTimeSeconds());
        return new LeafNode(encryptionKey, Signer.PublicKey.ToArray(), Credential.Of(Identity.Span), OwnCapabilities.With(ExtensionTypes),
            LeafNodeSource.KeyPackage, lifetime, [], [], []);
    }
}
