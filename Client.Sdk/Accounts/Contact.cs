namespace FastChat.Client;

/// <summary>Somebody whom the account keeps among its contacts. The other is not told.</summary>
/// <param name="Account">Who; <see cref="Account.OwnName"/> is what the account calls them.</param>
/// <param name="AddedAt">When; null until the server has taken it.</param>
public sealed record Contact(Account Account, DateTimeOffset? AddedAt);
