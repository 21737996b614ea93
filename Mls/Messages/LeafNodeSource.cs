namespace FastChat.Mls.Messages;

/// <summary>How a leaf came into the tree (RFC 9420 section 7.2).</summary>
internal enum LeafNodeSource : byte
{
    KeyPackage = 1,
    Update = 2,
    MlsCommit = 3,
}
