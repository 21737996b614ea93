namespace FastChat.Bench.Peers.Raw;

/// <summary>Everybody who gets what is sent to it. Never changes.</summary>
internal sealed class RelayRoom(RelayMember[] members)
{
    public ReadOnlySpan<RelayMember> Members => members;
}
