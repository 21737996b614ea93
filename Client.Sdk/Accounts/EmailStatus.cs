namespace FastChat.Client;

/// <summary>The mail address by which the account is recovered.</summary>
/// <param name="Address">The verified one; null: none.</param>
/// <param name="Pending">One that a code was sent to and that is not verified yet; null: none.</param>
public sealed record EmailStatus(string? Address, string? Pending);
