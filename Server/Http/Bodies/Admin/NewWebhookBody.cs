namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>An address to tell what happens.</summary>
/// <param name="Address">https, and one that the server may call.</param>
/// <param name="Events">Names of events, such as `message.created`; absent: all.</param>
/// <param name="WithContent">Whether it gets what was said, where the server can read it. Only the operator's own command may say so.</param>
internal sealed record NewWebhookBody(string Address, IReadOnlyList<string>? Events = null, bool WithContent = false);
