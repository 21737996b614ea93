namespace FastChat.Client;

/// <summary>Where a forwarded message comes from: its first author, however often it was forwarded.</summary>
/// <param name="From">Who wrote it, with the profile known now.</param>
/// <param name="At">When the original was stored.</param>
public sealed record ForwardOrigin(Account From, DateTimeOffset At);
