namespace FastChat.Client.Accounts;

/// <summary>The caller's bots.</summary>
internal sealed record BotListBody(IReadOnlyList<ProfileBody> Bots);
