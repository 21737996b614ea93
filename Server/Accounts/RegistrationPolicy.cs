namespace FastChat.Server.Accounts;

/// <summary>What an operator sets about making accounts; the server's options say what each means.</summary>
/// <param name="IsOpen">Whether anybody may.</param>
/// <param name="TakesInvitations">Whether who was invited may.</param>
/// <param name="GuestDays">How long a guest lasts; 0: there are none.</param>
internal sealed record RegistrationPolicy(bool IsOpen, bool TakesInvitations, int GuestDays);
