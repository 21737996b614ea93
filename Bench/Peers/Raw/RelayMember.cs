namespace FastChat.Bench.Peers.Raw;

/// <summary>An account's place in rooms.</summary>
internal sealed class RelayMember
{
    private volatile RelayConnection? _connection;

    /// <summary>Null while it is away: what is sent then is gone. Set by its own connection, read by all.</summary>
    public RelayConnection? Connection
    {
        get => _connection;
        set => _connection = value;
    }
}
