namespace FastChat.Server.Http.Bodies;

/// <summary>A message that comes in through a webhook.</summary>
/// <param name="Text">Markdown: bold, italic, strikethrough, code, links, lists, quotations.</param>
internal sealed record WebhookPostBody(string Text);
