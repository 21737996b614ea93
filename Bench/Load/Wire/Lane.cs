using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Wire;

/// <summary>A conversation that one device writes into.</summary>
/// <param name="Id">A server that is compared with may derive its own address from it.</param>
/// <param name="LastNumber">The last send number that the server took from that device.</param>
/// <param name="HeadSequence">The log's end as of now.</param>
internal sealed record Lane(ConversationId Id, ulong LastNumber, ulong HeadSequence);
