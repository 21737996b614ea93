namespace FastChat.Client.LocalState;

/// <summary>How a send ended: its sequence, or 0 and why it was refused or withdrawn.</summary>
internal readonly record struct SendOutcome(long Sequence, ErrorCode? Code, string? Message);
