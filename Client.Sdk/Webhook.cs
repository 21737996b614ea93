using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>A way into a conversation for other programs, without its address.</summary>
/// <param name="Id">Names it within the conversation.</param>
/// <param name="Name">As which its messages are shown.</param>
/// <param name="Bot">The account that its messages are of; of kind <see cref="AccountKind.Bot"/>.</param>
/// <param name="Creator">Who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsed">When a message came in through it last; null: never.</param>
public sealed record Webhook(ulong Id, string Name, AccountId Bot, AccountId Creator, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed);
