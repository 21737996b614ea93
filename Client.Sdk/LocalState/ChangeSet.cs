using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>What changed since the last one; several commits may be one set.</summary>
/// <param name="Conversations">Changed conversations.</param>
/// <param name="Profiles">Accounts whose profile was stored.</param>
/// <param name="Reset">Everything may be different: read anew.</param>
/// <param name="Personal">What the account keeps for itself: settings, pins, folders, contacts, blocked accounts.</param>
internal sealed record ChangeSet(
    IReadOnlyDictionary<ConversationId, ChangeKinds> Conversations, IReadOnlySet<AccountId> Profiles, bool Reset, bool Personal);
