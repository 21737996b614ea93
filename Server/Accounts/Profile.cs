using FastChat.Protocol.Identifiers;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>What others may see of an account.</summary>
internal sealed record Profile(AccountId Account, string Handle, string DisplayName, string About, MediaId Avatar)
{
    public static Profile Of(AccountId account, AccountRecord record) =>
        new(account, record.Handle, record.DisplayName, record.About, record.Avatar);
}
