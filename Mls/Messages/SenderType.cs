namespace FastChat.Mls.Messages;

/// <summary>Who speaks (RFC 9420 section 6).</summary>
internal enum SenderType : byte
{
    Member = 1,
    External = 2,
    NewMemberProposal = 3,
    NewMemberCommit = 4,
}
