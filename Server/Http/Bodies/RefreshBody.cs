namespace FastChat.Server.Http.Bodies;

/// <summary>Asks for new tokens.</summary>
/// <param name="RefreshToken">The last one received.</param>
internal sealed record RefreshBody(string RefreshToken);
