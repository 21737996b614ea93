using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts.Mail;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>
/// A new password for who can read the account's mail. What is answered, and when, does not depend on whether there is such an account, or
/// one with an address: the mail is made in the background, and a wrong code costs the same hash and the same commit everywhere.
/// </summary>
internal sealed class PasswordReset(
    ChatDatabase database,
    RecordWriter writer,
    SignIn signIn,
    PasswordHasher passwords,
    DeviceSessions sessions,
    OneTimeCodes codes,
    MailQueue mails,
    TimeProvider time)
{
    // A handful a day is what people need; more is somebody who fills another's mailbox.
    private readonly RateLimit _mailsByAccount = new(AccountLimits.ResetMailsPerDay, TimeSpan.FromDays(1), time);

    /// <summary>Sends a code, if the handle is one of an account with an address.</summary>
    /// <param name="handle">Folded; null: none at all.</param>
    public void Request(string? handle)
    {
        Emails.RequireMail(mails);
        mails.Add(() => MakeAsync(handle));
    }

    /// <summary>Sets the password and signs all devices out. A second step stays on.</summary>
    public async Task CompleteAsync(string? handle, string code, string password, CancellationToken cancellation)
    {
        var hash = await passwords.HashAsync(password, cancellation);
        var account = handle is null ? AccountId.None : signIn.Find(handle);
        var revoked = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            // One commit, whether there is a code to be compared or not.
            batch.Touch(account.Shard());
            if (account.IsNone() || codes.Take(batch, account, CodePurpose.ResetPassword, code) is null) return null;
            database.Accounts.PutPassword(batch, account, database.Keys.Find(account)!, Passwords.ToRecord(hash));
            return sessions.RevokeWhere(batch, account, _ => true);
        }, CancellationToken.None);
        if (revoked is null) throw TwoStep.WrongCode();
        sessions.Cut(account, revoked);
    }

    private async Task<Mail.Mail?> MakeAsync(string? handle)
    {
        var account = handle is null ? AccountId.None : signIn.Find(handle);
        if (account.IsNone() || database.Proofs.ReadEmail(account) is not { } email) return null;
        if (!_mailsByAccount.TryTake(HashCode.Combine(account.Value), out _)) return null;
        var code = OneTimeCodes.Make();
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            codes.Put(batch, account, CodePurpose.ResetPassword, code, "");
            return true;
        });
        return MailTexts.Reset(email.Address, handle!, code);
    }
}
