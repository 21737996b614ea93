using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Hosting;

/// <summary>A push that is due.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Device">To which device.</param>
/// <param name="Kind">How it is subscribed.</param>
/// <param name="Conversation">About which conversation.</param>
/// <param name="Sequence">The newest message.</param>
/// <param name="IsWithdrawal">It was read elsewhere: the notification goes away.</param>
/// <param name="Tag">Names the conversation for this device.</param>
public sealed record HookPush(
    AccountId Account, DeviceId Device, PushKind Kind, ConversationId Conversation, ulong Sequence, bool IsWithdrawal, string Tag);
