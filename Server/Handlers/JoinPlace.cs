using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Handlers;

/// <summary>What somebody wants to join, and by what.</summary>
/// <param name="Conversation">Which conversation the link or handle names.</param>
/// <param name="Invite">Of a link.</param>
/// <param name="Handle">Normalized, of a handle; else empty.</param>
internal readonly record struct JoinPlace(ConversationId Conversation, InviteKey? Invite, string Handle)
{
    /// <summary>The conversation's id and a secret.</summary>
    public const int LinkBytes = 2 * Identifier.Bytes;
}
