using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>How a commit is sent, and the committer's leaf, unsigned, for a new key. RFC 9420, section 12.4.1.</summary>
internal sealed record CommitAuthor(Sender Sender, WireFormat Format, byte[] AuthenticatedData, Func<KemKeyPair, LeafNode> Leaf);
