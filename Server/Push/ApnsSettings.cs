namespace FastChat.Server.Push;

/// <summary>Apple's push notification service, by provider tokens.</summary>
/// <param name="PrivateKeyPem">The P-256 key (the .p8 file).</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Team">The developer team.</param>
/// <param name="Topic">The app's bundle id, for subscriptions that name none; empty: they must.</param>
/// <param name="Address">Production or sandbox, without a path.</param>
internal sealed record ApnsSettings(string PrivateKeyPem, string KeyId, string Team, string Topic, Uri Address)
{
    public override string ToString() => $"{nameof(ApnsSettings)} {{ {nameof(Team)} = {Team} }}";
}
