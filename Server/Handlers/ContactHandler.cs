using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>Contacts and blocked accounts. The others are told nothing.</summary>
internal sealed class ContactHandler(ChatDatabase database, PersonalStore store, ShardRouter router)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, SetContact request)
    {
        var other = Other(caller, request.Account, mayBeGone: request.Removed);
        var name = PreferenceHandler.Text(request.Name, ProtocolLimits.ContactNameBytesMax, mayBeEmpty: true);
        var changed = await store.ChangeAsync(caller.Link, edit =>
        {
            var before = edit.Read(PersonalKey.Contact(other))?.Contact;
            var contact = new Contact { Account = request.Account, Removed = request.Removed };
            if (!request.Removed) (contact.Name, contact.AddedMs) = (name, before is { Removed: false } ? before.AddedMs : edit.NowMs);
            edit.Put(new PersonalRow { Contact = contact });
        });
        return new ServerFrame { PersonalChanged = changed };
    }

    public async Task<ServerFrame> HandleAsync(Caller caller, SetBlocked request)
    {
        var other = Other(caller, request.Account, mayBeGone: !request.Blocked);
        var changed = await store.ChangeAsync(caller.Link, edit =>
        {
            var before = edit.Read(PersonalKey.Blocked(other))?.Blocked;
            var blocked = new BlockedAccount { Account = request.Account, Removed = !request.Blocked };
            if (request.Blocked) blocked.SinceMs = before is { Removed: false } ? before.SinceMs : edit.NowMs;
            edit.Put(new PersonalRow { Blocked = blocked });
        });

        // The row first: a direct conversation that is made after this reads it. Repeated until it was answered, so that a crash in between
        // leaves nothing half done.
        var command = new WithholdCommand(DirectConversation.Id(caller.Account, other, Encryption.None), caller.Account, request.Blocked);
        router.Route(command);
        await command.Completion;
        return new ServerFrame { PersonalChanged = changed };
    }

    private AccountId Other(Caller caller, Google.Protobuf.ByteString id, bool mayBeGone)
    {
        var other = RequestFields.Account(id);
        if (other == caller.Account) throw RequestFields.Malformed("An account is no contact of itself.");
        return mayBeGone || database.Accounts.Read(other) is not null
            ? other
            : throw new RefusalException(Code.AccountNotFound, "No such account.");
    }
}
