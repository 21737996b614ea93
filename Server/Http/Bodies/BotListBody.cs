namespace FastChat.Server.Http.Bodies;

/// <summary>The bots that the caller owns.</summary>
/// <param name="Bots">The oldest first.</param>
internal sealed record BotListBody(IReadOnlyList<ProfileBody> Bots);
