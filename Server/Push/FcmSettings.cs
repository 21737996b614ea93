namespace FastChat.Server.Push;

/// <summary>Firebase Cloud Messaging, HTTP v1: a service account's credentials.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Email">The service account.</param>
/// <param name="PrivateKeyPem">Its RSA key.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="TokenAddress">Where access tokens are given out.</param>
/// <param name="Address">Where messages are sent to, without a path.</param>
internal sealed record FcmSettings(
    string Project, string Email, string PrivateKeyPem, string KeyId, Uri TokenAddress, Uri Address)
{
    public override string ToString() => $"{nameof(FcmSettings)} {{ {nameof(Project)} = {Project} }}";
}
