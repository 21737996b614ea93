namespace FastChat.Server.Handlers;

/// <summary>What an operator sets about reports of messages.</summary>
/// <param name="KeepsContent">Whether the reported content is kept with the report.</param>
/// <param name="KeptDays">How long resolved reports are kept.</param>
internal sealed record ReportPolicy(bool KeepsContent, int KeptDays);
