namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A webhook to be made. No events: all of them.</summary>
internal sealed record NewWebhookBody(string Address, IReadOnlyList<string>? Events = null, bool WithContent = true);
