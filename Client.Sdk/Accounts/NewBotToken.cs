namespace FastChat.Client;

/// <summary>A token that was just made.</summary>
/// <param name="Token">The token itself: a secret, told this once. It goes to <see cref="AccountAccess.SignInAsBotAsync"/>.</param>
/// <param name="About">What is known of it later on.</param>
public sealed record NewBotToken(string Token, BotToken About)
{
    /// <summary>Tells nothing of the token.</summary>
    public override string ToString() => $"{nameof(NewBotToken)} {{ {nameof(About)} = {About} }}";
}
