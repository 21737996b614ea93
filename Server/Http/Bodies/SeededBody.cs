namespace FastChat.Server.Http.Bodies;

/// <summary>One seeded account, signed in.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="DeviceId">Its device.</param>
/// <param name="Handle">Its handle.</param>
/// <param name="AccessToken">For `Authorization: Bearer` and Hello.</param>
internal sealed record SeededBody(string AccountId, string DeviceId, string Handle, string AccessToken);
