using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>How one gets in at a server.</summary>
/// <param name="Registration">Who may make an account.</param>
/// <param name="Guests">Whether people may come as guests.</param>
/// <param name="Providers">Identity providers by which one may sign in.</param>
public sealed record SignInMethods(RegistrationMode Registration, bool Guests, ImmutableArray<OpenIdProvider> Providers);
