namespace FastChat.Bench.Peers;

/// <summary>What FastChat is compared with.</summary>
internal enum PeerKind
{
    /// <summary>A relay of frames: no storage, no accounts, no protobuf.</summary>
    Raw,

    /// <summary>A SignalR hub: no storage, no accounts.</summary>
    SignalR,
}
