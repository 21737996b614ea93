using FastChat.Protocol;

namespace FastChat.Server.Sessions;

/// <summary>What an operator may set about sessions.</summary>
internal sealed record SessionSettings
{
    /// <summary>Each side says something at least this often.</summary>
    public int KeepAliveSeconds { get; init; } = 30;

    /// <summary>Requests a second that one connection may make for long; sends are not counted, their shards refuse.</summary>
    public int RequestsPerSecondMax { get; init; } = 200;

    /// <summary>Requests that it may make at once after a rest.</summary>
    public int RequestBurstMax { get; init; } = 1_000;

    /// <summary>Send frames a second that it may make for long, twice as many at once; 0: only their shards refuse.</summary>
    public int SendsPerSecondMax { get; init; }

    /// <summary>Members of a group.</summary>
    public int MembersMax { get; init; } = ProtocolLimits.GroupMembersMax;

    /// <summary>Size of one upload.</summary>
    public long MediaBytesMax { get; init; } = 100L * 1024 * 1024;

    /// <summary>What Welcome tells.</summary>
    internal Limits ToLimits() => new()
    {
        MessageBytesMax = ProtocolLimits.MessageBytesMax,
        ClientFrameBytesMax = ProtocolLimits.ClientFrameBytesMax,
        ServerFrameBytesMax = ProtocolLimits.ServerFrameBytesMax,
        BlockBytesMax = ProtocolLimits.BlockBytesMax,
        BlockEntriesMax = ProtocolLimits.BlockEntriesMax,
        UnackedSendsMax = ProtocolLimits.UnackedSendsMax,
        RequestsInFlightMax = ProtocolLimits.RequestsInFlightMax,
        OutboundQueueBytesMax = ProtocolLimits.OutboundQueueBytesMax,
        PresenceAccountsMax = ProtocolLimits.PresenceAccountsMax,
        MembersMax = (uint)MembersMax,
        HistoryPageBytesMax = ProtocolLimits.HistoryPageBytesMax,
        HistoryPageEntriesMax = ProtocolLimits.HistoryPageEntriesMax,
        MediaBytesMax = (uint)Math.Min(MediaBytesMax, uint.MaxValue),
        MediaPerEntryMax = ProtocolLimits.MediaPerEntryMax,
        TitleBytesMax = ProtocolLimits.TitleBytesMax,
    };
}
