namespace FastChat.Server.Http.Bodies;

/// <summary>The address by which the account is recovered.</summary>
/// <param name="Email">The verified address, or null.</param>
/// <param name="Pending">One that a code was sent to, or null.</param>
internal sealed record EmailBody(string? Email, string? Pending);
