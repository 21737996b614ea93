using FastChat.Storage.Webhooks;

namespace FastChat.Server.Webhooks;

/// <summary>What became of telling a webhook some entries of a conversation.</summary>
/// <param name="Place">Whom, and of what.</param>
/// <param name="From">Up to where it had been told before.</param>
/// <param name="Told">Up to where it has been told now.</param>
/// <param name="Failure">Why it ended there; null: there was no more, or enough for one go.</param>
/// <param name="RetryAfter">For how long the receiver asked to be left alone.</param>
/// <param name="IsGone">The receiver wants no more of any (410).</param>
internal sealed record WebhookJob(WebhookPlace Place, ulong From, ulong Told, string? Failure, TimeSpan RetryAfter, bool IsGone);
