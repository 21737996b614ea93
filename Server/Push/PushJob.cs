using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>A push on its way: to whom, about what, and, once it is over, what became of it.</summary>
internal sealed record PushJob(
    PushPlace Place, PushSubscriptionRecord Subscription, ulong Through, bool IsWithdrawal, PushResult Result = default);
