using System.Collections.Concurrent;

namespace FastChat.Bench.Peers.Raw;

/// <summary>Who is connected, and who is in which room. Thread-safe; messages only read.</summary>
internal sealed class RelayRooms
{
    private readonly ConcurrentDictionary<UInt128, RelayRoom> _rooms = new();
    private readonly ConcurrentDictionary<UInt128, RelayMember> _members = new();

    /// <summary>The member of that account: made when a room or a connection first names it.</summary>
    public RelayMember Member(UInt128 account) => _members.GetOrAdd(account, _ => new RelayMember());

    public RelayRoom? Find(UInt128 room) => _rooms.GetValueOrDefault(room);

    public void Open(UInt128 room, RelayMember[] members) => _rooms[room] = new RelayRoom(members);
}
