using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;
using OtpNet;

namespace FastChat.Server.Accounts;

/// <summary>
/// The second step of signing in: time-based codes (RFC 6238: SHA-1, 30 s, 6 digits, as every authenticator knows them) and recovery codes.
/// A code is good once, one step early or late. Thread-safe.
/// </summary>
internal sealed class TwoStep(
    ChatDatabase database, RecordWriter writer, PasswordHasher passwords, AuthLimiter limiter, TimeProvider time)
{
    private const string Issuer = "FastChat";
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    public TwoStepRecord? Read(AccountId account) => database.Proofs.ReadTwoStep(account) is { IsOn: true } record ? record : null;

    /// <summary>A new secret, which counts once a code of it was shown. In base 32, and as the address that a QR code holds.</summary>
    public async Task<(string Secret, string Address)> BeginAsync(AccountId account, string password, CancellationToken cancellation)
    {
        await RequirePasswordAsync(account, password, cancellation);
        var secret = RandomNumberGenerator.GetBytes(AccountLimits.TwoStepSecretBytes);
        var until = time.GetUtcNow().AddMinutes(AccountLimits.TwoStepPendingMinutes).ToUnixTimeMilliseconds();
        var handle = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            if (Read(account) is not null) throw WrongState("The second step is on already.");
            database.Proofs.PutTwoStep(batch, account, database.Keys.Find(account)!, new TwoStepRecord(secret, until, 0, []));
            return database.Accounts.Read(account)!.Handle;
        }, CancellationToken.None);
        var text = Base32Encoding.ToString(secret).TrimEnd('=');
        return (text, new OtpUri(OtpType.Totp, text, handle, Issuer).ToString());
    }

    /// <summary>Switches it on, with a code of the new secret. The recovery codes are told once.</summary>
    public async Task<IReadOnlyList<string>> ConfirmAsync(AccountId account, string code)
    {
        limiter.RequireCode(account);
        var (codes, hashes) = RecoveryCodes.Make();
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var pending = database.Proofs.ReadTwoStep(account);
            if (pending is not { IsOn: false } || pending.PendingUntilMs <= time.GetUtcNow().ToUnixTimeMilliseconds())
                throw WrongState("Begin first: there is no second step to confirm.");
            if (StepOf(pending, code) is not { } step) throw WrongCode();
            Put(batch, account, pending with { PendingUntilMs = 0, LastStep = step, RecoveryHashes = hashes });
            return true;
        });
        return codes;
    }

    /// <summary>New recovery codes in place of those that are left.</summary>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(AccountId account, string password, string code, CancellationToken cancellation)
    {
        var (codes, hashes) = RecoveryCodes.Make();
        await ChangeAsync(account, password, code, (batch, record) => Put(batch, account, record with { RecoveryHashes = hashes }), cancellation);
        return codes;
    }

    /// <summary>Switches it off.</summary>
    public Task DisableAsync(AccountId account, string password, string code, CancellationToken cancellation) =>
        ChangeAsync(account, password, code, (batch, _) => database.Proofs.DeleteTwoStep(batch, account), cancellation);

    /// <summary>Switches it off without asking: an administrator has made sure who it is. Refused where it is not on.</summary>
    public Task<bool> ResetAsync(AccountId account) => writer.RunAsync(account.Shard(), account.Value, batch =>
    {
        if (Read(account) is null) throw WrongState("The second step is not on.");
        database.Proofs.DeleteTwoStep(batch, account);
        return true;
    }, CancellationToken.None);

    /// <summary>In the account's turn: takes a code of either kind, which is then used up; null: it is none.</summary>
    public TwoStepRecord? Take(AccountId account, string code)
    {
        if (Read(account) is not { } record) return null;
        if (StepOf(record, code) is { } step) return record with { LastStep = step };
        var found = RecoveryCodes.Find(record.RecoveryHashes, code);
        return found < 0 ? null : record with { RecoveryHashes = [.. record.RecoveryHashes.Where((_, i) => i != found)] };
    }

    /// <summary>In the account's turn: writes what <see cref="Take"/> left.</summary>
    public void Put(CommitBatch batch, AccountId account, TwoStepRecord record) =>
        database.Proofs.PutTwoStep(batch, account, database.Keys.Find(account)!, record);

    public static RefusalException WrongCode() => new(Code.WrongCode, "The code is wrong, used or expired.");

    private async Task ChangeAsync(
        AccountId account, string password, string code, Action<CommitBatch, TwoStepRecord> change, CancellationToken cancellation)
    {
        await RequirePasswordAsync(account, password, cancellation);
        limiter.RequireCode(account);
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            if (Read(account) is null) throw WrongState("The second step is not on.");
            change(batch, Take(account, code) ?? throw WrongCode());
            return true;
        }, CancellationToken.None);
    }

    private async Task RequirePasswordAsync(AccountId account, string password, CancellationToken cancellation)
    {
        // Guessing with a stolen access token is limited like guessing at the door.
        limiter.RequirePasswordChange(account);
        if (!await passwords.VerifyAsync(password, Passwords.FromRecord(database.Accounts.ReadPassword(account)), cancellation))
            throw new RefusalException(Code.WrongCredentials, "The password is wrong.");
    }

    /// <summary>The time step that the code is of, if it is later than all that were used.</summary>
    private long? StepOf(TwoStepRecord record, string code)
    {
        var digits = string.Concat(code.Where(letter => letter != ' '));
        return digits.Length == AccountLimits.TwoStepDigits
            && new Totp(record.Secret).VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, Window)
            && step > record.LastStep
            ? step
            : null;
    }

    private static RefusalException WrongState(string message) => new(Code.TwoStepState, message);
}
