using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Auth;

/// <summary>Whether an account may act here at all. Whatever lets somebody in asks this. Thread-safe.</summary>
internal sealed class AccountStanding(ChatDatabase database, TimeProvider time)
{
    /// <summary>Refused if the account is disabled, or who owns it is: a bot is no way around. Ask before anything is written.</summary>
    /// <exception cref="RefusalException">AccountDisabled.</exception>
    public void RequireEnabled(AccountId account)
    {
        var owner = database.Accounts.ReadStatus(account).Owner;
        if (IsDisabled(account) || (!owner.IsNone() && IsDisabled(owner))) throw new RefusalException(Code.AccountDisabled, "This account is disabled.");
    }

    /// <summary>Whether what an account has left to be done may still be done in its name: it is enabled and, if it is a bot, was not ended.</summary>
    public bool Stands(AccountId account)
    {
        var status = database.Accounts.ReadStatus(account);
        return !IsDisabled(account)
            && (status.Kind != AccountKind.Bot || (!IsDisabled(status.Owner) && database.Bots.ReadOwned(status.Owner).Contains(account)));
    }

    private bool IsDisabled(AccountId account) =>
        database.Administration.States.Read(account).IsDisabled(time.GetUtcNow().ToUnixTimeMilliseconds());
}
