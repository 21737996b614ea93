using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Delivery;
using FastChat.Storage;
using FastChat.Storage.Personal;

namespace FastChat.Server.Accounts;

/// <summary>
/// What accounts let each other see and do, read from the rows that they keep for themselves. An account that keeps none costs one
/// look-up. Thread-safe.
/// </summary>
internal sealed class Privacy(ChatDatabase database)
{
    private static readonly AccountSettings Default = new();

    /// <summary>
    /// Those whom an account may add to a group. The others are left out without a word: whether they have blocked it, want no invitations,
    /// or not from it, looks the same.
    /// </summary>
    public List<AccountId> WhoMayBeAdded(AccountId by, List<AccountId> accounts) => accounts.FindAll(account =>
        account == by || database.Personal.ReadHead(account) is not { } head
        || (!HasBlocked(head, account, by) && Admits(account, Settings(account).Invitations, by)));

    public bool HasBlocked(AccountId account, AccountId other) =>
        database.Personal.ReadHead(account) is { } head && HasBlocked(head, account, other);

    /// <summary>What the two see of each other's presence: an account sees of another what it lets the other see of itself.</summary>
    public Sight Between(AccountId one, AccountId other)
    {
        if (one == other) return Sight.All;
        var (first, second) = (database.Personal.ReadHead(one), database.Personal.ReadHead(other));
        return (first is null ? Sight.All : Lets(first, one, other)) & (second is null ? Sight.All : Lets(second, other, one));
    }

    /// <summary>To whom an account shows its receipts now. In groups nobody asks for <paramref name="withContacts"/>.</summary>
    public ReceiptAudience Receipts(AccountId account, bool withContacts = true)
    {
        if (database.Personal.ReadHead(account) is not { } head) return ReceiptAudience.Everyone;
        var audience = Settings(account).ReadReceipts;
        var contacts = audience == Audience.Contacts && withContacts ? Contacts(account) : [];
        return new ReceiptAudience(head.Version, audience == Audience.Everyone, ReceiptAudience.Sort(contacts));
    }

    private List<AccountId> Contacts(AccountId account)
    {
        var contacts = new List<AccountId>();
        database.Personal.Visit(account, new PersonalKey(PersonalKind.Contact, 0), (key, row) =>
        {
            if (key.Kind != PersonalKind.Contact) return false;
            if (!row.IsVoid()) contacts.Add(new AccountId(key.Id));
            return true;
        });
        return contacts;
    }

    private Sight Lets(PersonalHead head, AccountId account, AccountId other)
    {
        if (HasBlocked(head, account, other)) return Sight.None;
        var settings = Settings(account);
        return (Admits(account, settings.Presence, other) ? Sight.Online : Sight.None)
            | (Admits(account, settings.LastSeen, other) ? Sight.LastSeen : Sight.None);
    }

    private bool HasBlocked(PersonalHead head, AccountId account, AccountId other) =>
        head.Blocked > 0 && database.Personal.HasBlocked(account, other);

    private bool Admits(AccountId account, Audience audience, AccountId other) => audience switch
    {
        Audience.Everyone => true,
        Audience.Contacts => database.Personal.Read(account, PersonalKey.Contact(other)) is { Contact.Removed: false },
        _ => false,
    };

    private AccountSettings Settings(AccountId account) => database.Personal.Read(account, PersonalKey.Settings)?.Settings ?? Default;
}
