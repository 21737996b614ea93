namespace FastChat.Client.LocalState;

/// <summary>How this device is to be pushed to, what the server knows of it, and the key that notices are sealed to (empty: a browser's).</summary>
internal sealed record StoredPush(
    PushRegistrationState State,
    PushKind Kind,
    string Endpoint,
    string Topic,
    bool Preview,
    bool KeepRead,
    byte[] PublicKey,
    byte[] AuthSecret,
    byte[] Key,
    ErrorCode? Code)
{
    public static readonly StoredPush None = new(PushRegistrationState.Off, PushKind.None, "", "", false, false, [], [], [], null);

    /// <summary>Whether what the server is to know is the same.</summary>
    public bool IsSameAs(StoredPush other) =>
        (Kind, Endpoint, Topic, Preview, KeepRead) == (other.Kind, other.Endpoint, other.Topic, other.Preview, other.KeepRead)
        && PublicKey.AsSpan().SequenceEqual(other.PublicKey);
}
