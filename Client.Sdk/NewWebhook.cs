namespace FastChat.Client;

/// <summary>A webhook that was just made.</summary>
/// <param name="Address">
/// Where to POST <c>{"text": "…"}</c>, Markdown. A secret, told this once: whoever has it writes into the conversation.
/// </param>
/// <param name="About">What is known of it later on.</param>
public sealed record NewWebhook(Uri Address, Webhook About)
{
    /// <summary>Tells nothing of the address.</summary>
    public override string ToString() => $"{nameof(NewWebhook)} {{ {nameof(About)} = {About} }}";
}
