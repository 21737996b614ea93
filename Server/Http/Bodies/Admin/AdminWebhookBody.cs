namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A webhook, as administrators see it.</summary>
/// <param name="WebhookId">Its id.</param>
/// <param name="Address">Who is told.</param>
/// <param name="Events">Names of the events that it gets; empty: all.</param>
/// <param name="WithContent">Whether it gets what was said.</param>
/// <param name="FromOptions">It is one of the server's options, and is changed there.</param>
/// <param name="Enabled">Whether it is told.</param>
/// <param name="CreatedMs">When it was made.</param>
/// <param name="FailingSinceMs">Since when nothing has succeeded; absent: the last one did.</param>
/// <param name="Secret">Signs what is sent; in the answer that makes it alone.</param>
internal sealed record AdminWebhookBody(
    string WebhookId,
    string Address,
    IReadOnlyList<string> Events,
    bool WithContent,
    bool FromOptions,
    bool Enabled,
    long CreatedMs,
    long? FailingSinceMs,
    string? Secret)
{
    /// <summary>Names nothing: it may hold a secret.</summary>
    public override string ToString() => nameof(AdminWebhookBody);
}
