using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>One online device of a member.</summary>
/// <param name="Link">Its connection's outbound end.</param>
/// <param name="Watches">Whether it asked for typing and receipts of a conversation too large to get them unasked.</param>
/// <param name="FirstVisible">The first sequence that its account sees.</param>
internal readonly record struct Subscriber(DeviceLink Link, bool Watches, ulong FirstVisible);
