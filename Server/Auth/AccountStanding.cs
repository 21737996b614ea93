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

    private bool IsDisabled(AccountId account) =>
        database.Administration.States.Read(account).IsDisabled(time.GetUtcNow().ToUnixTimeMilliseconds());
}
