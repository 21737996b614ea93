using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Administration;

/// <summary>Gives groups and channels an owner: such as have lost theirs, or by an administrator's word.</summary>
internal sealed class Owners(ChatDatabase database, ShardRouter router, IIdSource ids)
{
    private const int MembersAtOnce = 1_000;

    /// <exception cref="RefusalException">
    /// NotFound: no such conversation, or no member of it; Forbidden: a direct one; CannotOwn: a guest or bot; Busy.
    /// </exception>
    public async Task AppointAsync(ConversationId conversation, AccountId account)
    {
        if (!Succession.MayOwn(database, account)) throw new RefusalException(Code.CannotOwn, "Guests and bots do not become owners.");
        var command = new AppointOwnerCommand(
            conversation, new DeviceLink(account, DeviceId.None, 0, new OutboundQueue()), ids.NewMessageId(), Find(conversation));
        router.Route(command);
        await command.Completion;
    }

    /// <summary>None: there is none.</summary>
    private AccountId Find(ConversationId conversation) =>
        database.Members.ReadAll(conversation, MembersAtOnce).FirstOrDefault(row => row.Member.Role == Role.Owner).Account;
}
