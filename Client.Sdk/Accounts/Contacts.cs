using System.Collections.Immutable;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// Contacts and blocked accounts, the same on all of the account's devices; nobody else is told. Changes show at once, work offline, and
/// are told to the server when it can be. For any thread.
/// </summary>
public sealed class Contacts
{
    private readonly ChatClient _client;

    internal Contacts(ChatClient client) => _client = client;

    /// <summary>Contacts or blocked accounts changed, here or on another device. On the event context.</summary>
    public event EventHandler? Changed;

    /// <summary>All contacts, by name. Reads the store.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public ImmutableArray<Contact> All
    {
        get
        {
            var client = _client.Require();
            var contacts = ImmutableArray.CreateBuilder<Contact>();
            foreach (var contact in client.Store.Read(PersonalRead.Contacts))
            {
                if (!AccountId.TryRead(contact.Account.Span, out var id))
                    continue;
                client.Engine.WantProfile(id); // Another device may have added somebody whom this one has not met.
                contacts.Add(new Contact(client.People.Find(id) with { OwnName = contact.Name }, contact.AddedMs == 0 ? null : EntryReader.At(contact.AddedMs)));
            }

            contacts.Sort(static (one, other) => string.Compare(one.Account.Name, other.Account.Name, StringComparison.OrdinalIgnoreCase));
            return contacts.DrainToImmutable();
        }
    }

    /// <summary>Accounts that are blocked, in no order. Reads the store.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public ImmutableArray<Account> Blocked => [.. _client.Require().Store.Read(PersonalRead.Blocked).Select(_client.Require().People.Find)];

    /// <summary>Whether an account is blocked.</summary>
    /// <param name="account">Which.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public bool IsBlocked(AccountId account) => _client.Require().Personal.IsBlocked(account);

    /// <summary>Adds somebody to the contacts, or gives a contact another own name.</summary>
    /// <param name="account">Whom; <see cref="ChatClient.FindAccountAsync"/> finds one by handle.</param>
    /// <param name="ownName">What to call them, at most 128 bytes of UTF-8; null or empty: as they call themselves.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    /// <exception cref="ChatException">The name cannot be taken, or there are 5,000 contacts already.</exception>
    public Task AddAsync(AccountId account, string? ownName = null, CancellationToken cancellationToken = default)
    {
        var client = _client.Require();
        if (account.IsNone() || account == client.Me)
            throw new ChatException(ErrorCode.InvalidArgument, "A contact is somebody else.");
        var name = AccountPreferences.Name(ownName ?? "", ProtocolLimits.ContactNameBytesMax, mayBeEmpty: true);
        client.Engine.WantProfile(account);
        return SetAsync(new Wire.SetContact { Account = account.ToByteString(), Name = name }, cancellationToken);
    }

    /// <summary>Removes somebody from the contacts.</summary>
    /// <param name="account">Whom; one that is no contact is no error.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task RemoveAsync(AccountId account, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetContact { Account = account.ToByteString(), Removed = true }, cancellationToken);

    /// <summary>
    /// Blocks an account. It is not told and notices nothing: what it writes to the direct conversation is accepted and does not arrive here,
    /// not later either; it sees no presence, and cannot add this account to groups. One cannot write to it meanwhile. In groups that both
    /// are in, its messages are still there.
    /// </summary>
    /// <param name="account">Which.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk; it takes effect when the server has taken it.</returns>
    /// <exception cref="ChatException">1,000 are blocked already, or it is one's own.</exception>
    public Task BlockAsync(AccountId account, CancellationToken cancellationToken = default)
    {
        if (account.IsNone() || account == _client.Require().Me)
            throw new ChatException(ErrorCode.InvalidArgument, "One blocks somebody else.");
        return BlockAsync(account, true, cancellationToken);
    }

    /// <summary>Ends a block. What came meanwhile stays away.</summary>
    /// <param name="account">Which; one that is not blocked is no error.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task UnblockAsync(AccountId account, CancellationToken cancellationToken = default) => BlockAsync(account, false, cancellationToken);

    internal void RaiseChanged() => Changed?.Invoke(this, EventArgs.Empty);

    private Task BlockAsync(AccountId account, bool blocked, CancellationToken cancellationToken) => _client.Require().Engine.ChangeAsync(
        new Wire.ClientFrame { SetBlocked = new Wire.SetBlocked { Account = account.ToByteString(), Blocked = blocked } }, cancellationToken);

    private Task SetAsync(Wire.SetContact request, CancellationToken cancellationToken) =>
        _client.Require().Engine.ChangeAsync(new Wire.ClientFrame { SetContact = request }, cancellationToken);
}
