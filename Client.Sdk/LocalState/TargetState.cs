namespace FastChat.Client.LocalState;

/// <summary>Whether a draft about an unsent message may leave.</summary>
internal enum TargetState
{
    Ready,

    /// <summary>The message has no sequence yet.</summary>
    Pending,

    /// <summary>The message will never have one; so the draft was refused.</summary>
    Gone,
}
