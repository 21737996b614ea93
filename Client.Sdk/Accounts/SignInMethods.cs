namespace FastChat.Client;

/// <summary>How one gets in at a server.</summary>
/// <param name="Registration">Who may make an account.</param>
/// <param name="Guests">Whether people may come as guests.</param>
public sealed record SignInMethods(RegistrationMode Registration, bool Guests);
