namespace FastChat.Client;

/// <summary>How this device is pushed to.</summary>
/// <param name="State">How far the server knows of it.</param>
/// <param name="Kind">The way.</param>
/// <param name="Endpoint">The address or token; empty: none.</param>
/// <param name="Code">Why the server does not take it; null: it does, or was not asked yet.</param>
public sealed record PushRegistration(PushRegistrationState State, PushKind Kind, string Endpoint, ErrorCode? Code);
