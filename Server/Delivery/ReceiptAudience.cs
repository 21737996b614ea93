using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>To whom an account shows how far it has read. Immutable.</summary>
/// <param name="Version">Of what the account keeps for itself when this was read: a later one wins.</param>
/// <param name="IsEveryone">What nearly all have.</param>
/// <param name="Contacts">Else these alone, sorted; at most 5,000, so 80 KB an account.</param>
internal sealed record ReceiptAudience(long Version, bool IsEveryone, ImmutableArray<AccountId> Contacts)
{
    public static ReceiptAudience Everyone { get; } = new(0, true, []);

    public bool Includes(AccountId account) =>
        IsEveryone || Contacts.AsSpan().BinarySearch(account, ByValue) >= 0;

    /// <summary>Whether two accounts see each other's receipts; in a group, only those who show them to everyone.</summary>
    public static bool AreShown(ReceiptAudience of, AccountId ofAccount, ReceiptAudience to, AccountId toAccount, bool direct) =>
        ofAccount == toAccount
        || (of.IsEveryone && to.IsEveryone)
        || (direct && of.Includes(toAccount) && to.Includes(ofAccount));

    public static ImmutableArray<AccountId> Sort(IEnumerable<AccountId> accounts) => [.. accounts.Order(ByValue)];

    private static IComparer<AccountId> ByValue { get; } = Comparer<AccountId>.Create((one, other) => one.Value.CompareTo(other.Value));
}
