namespace FastChat.Server.Handlers;

/// <summary>What an operator sets about webhooks; the server's options say what each means.</summary>
internal sealed record IncomingWebhookLimits(int PostsPerMinute);
