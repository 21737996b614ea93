using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>A member as far as known: role unspecified means that only receipts of it were seen.</summary>
internal sealed record MemberRow(
    AccountId Account, Wire.Role Role, long JoinedSequence, long ReadSequence, long DeliveredSequence);
