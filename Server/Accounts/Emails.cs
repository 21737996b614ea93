using System.Net.Mail;
using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts.Mail;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>The address by which an account is recovered: set with the password, and counted once a code that was sent there was shown.</summary>
internal sealed class Emails(
    ChatDatabase database, RecordWriter writer, PasswordHasher passwords, AuthLimiter limiter, OneTimeCodes codes, MailQueue mails, TimeProvider time)
{
    /// <summary>The address that counts and the one that is to be verified; null: none.</summary>
    public (string? Address, string? Pending) Read(AccountId account)
    {
        var pending = database.Proofs.ReadCode(account, CodePurpose.VerifyEmail);
        return (
            database.Proofs.ReadEmail(account)?.Address,
            pending?.ExpiresMs > time.GetUtcNow().ToUnixTimeMilliseconds() ? pending.Subject : null);
    }

    /// <summary>Sends a code to an address. Until it is shown the address before stays.</summary>
    public async Task SetAsync(AccountId account, string address, string password, CancellationToken cancellation)
    {
        RequireMail(mails);
        address = RequireAddress(address);
        await RequirePasswordAsync(account, password, cancellation);
        limiter.RequireCode(account);
        var code = OneTimeCodes.Make();
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            codes.Put(batch, account, CodePurpose.VerifyEmail, code, address);
            return true;
        }, CancellationToken.None);
        var handle = database.Accounts.Read(account)!.Handle;
        mails.Add(() => Task.FromResult<Mail.Mail?>(MailTexts.Verify(address, handle, code)));
    }

    /// <summary>Shows the code.</summary>
    public async Task VerifyAsync(AccountId account, string code)
    {
        limiter.RequireCode(account);
        var isRight = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            if (codes.Take(batch, account, CodePurpose.VerifyEmail, code) is not { } taken) return false;
            var record = new EmailRecord(taken.Subject, time.GetUtcNow().ToUnixTimeMilliseconds());
            database.Proofs.PutEmail(batch, account, database.Keys.Find(account)!, record);
            return true;
        });
        if (!isRight) throw TwoStep.WrongCode();
    }

    /// <summary>Forgets the address, and codes that are under way to it.</summary>
    public async Task RemoveAsync(AccountId account, string password, CancellationToken cancellation)
    {
        await RequirePasswordAsync(account, password, cancellation);
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            database.Proofs.DeleteEmail(batch, account);
            database.Proofs.DeleteCode(batch, account, CodePurpose.VerifyEmail);
            database.Proofs.DeleteCode(batch, account, CodePurpose.ResetPassword);
            return true;
        }, CancellationToken.None);
    }

    public static void RequireMail(MailQueue mails)
    {
        if (!mails.IsThere) throw new RefusalException(Code.NotSupported, "This server sends no mail.");
    }

    private async Task RequirePasswordAsync(AccountId account, string password, CancellationToken cancellation)
    {
        limiter.RequirePasswordChange(account);
        if (!await passwords.VerifyAsync(password, Passwords.FromRecord(database.Accounts.ReadPassword(account)), cancellation))
            throw new RefusalException(Code.WrongCredentials, "The password is wrong.");
    }

    // A bare address (RFC 5321), without a name beside it.
    private static string RequireAddress(string typed)
    {
        var trimmed = typed.Trim();
        return Encoding.UTF8.GetByteCount(trimmed) <= AccountLimits.EmailBytesMax
            && MailAddress.TryCreate(trimmed, out var parsed) && parsed.Address == trimmed && !trimmed.Any(char.IsControl)
            ? trimmed
            : throw new RefusalException(Code.InvalidEmail, "That is not an e-mail address.");
    }
}
