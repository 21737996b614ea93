using System.Collections.Immutable;
using FastChat.Client.Accounts;

namespace FastChat.Client;

/// <summary>
/// How the signed-in account is protected (<see cref="ChatClient.Security"/>): the second step of signing in, and the mail address by which
/// it is recovered. All members are for any thread, need the server, and fail by <see cref="ChatException"/>.
/// </summary>
public sealed class AccountSecurity
{
    private readonly SignIns _signIns;
    private readonly ProofApi _proofs;

    internal AccountSecurity(ClientServices services, SignIns signIns) => (_signIns, _proofs) = (signIns, new ProofApi(services.Http));

    private ProofApi Api
    {
        get
        {
            _signIns.Require();
            return _proofs;
        }
    }

    /// <summary>Whether the second step is on.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<TwoStepStatus> ReadTwoStepAsync(CancellationToken cancellationToken = default) => Api.ReadTwoStepAsync(cancellationToken);

    /// <summary>Gets a secret for an authenticator (RFC 6238). It counts once a code of it was shown, within ten minutes.</summary>
    /// <param name="password">The account's password.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCredentials"/>, <see cref="ErrorCode.TwoStepState"/>: it is on already.</exception>
    public Task<TwoStepSecret> BeginTwoStepAsync(string password, CancellationToken cancellationToken = default) =>
        Api.BeginTwoStepAsync(password, cancellationToken);

    /// <summary>Switches the second step on, with a code of the secret.</summary>
    /// <param name="code">Six digits.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <returns>Recovery codes, each good once in place of a code. They are not told again: show them to be kept.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCode"/>, <see cref="ErrorCode.TwoStepState"/>: nothing was begun.</exception>
    public Task<ImmutableArray<string>> ConfirmTwoStepAsync(string code, CancellationToken cancellationToken = default) =>
        Api.ConfirmTwoStepAsync(code, cancellationToken);

    /// <summary>New recovery codes; those before end.</summary>
    /// <param name="password">The account's password.</param>
    /// <param name="code">From the authenticator, or a recovery code.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCredentials"/>, <see cref="ErrorCode.WrongCode"/>.</exception>
    public Task<ImmutableArray<string>> RenewRecoveryCodesAsync(string password, string code, CancellationToken cancellationToken = default) =>
        Api.RenewRecoveryCodesAsync(password, code, cancellationToken);

    /// <summary>Switches the second step off.</summary>
    /// <param name="password">The account's password.</param>
    /// <param name="code">From the authenticator, or a recovery code.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCredentials"/>, <see cref="ErrorCode.WrongCode"/>.</exception>
    public Task DisableTwoStepAsync(string password, string code, CancellationToken cancellationToken = default) =>
        Api.DisableTwoStepAsync(password, code, cancellationToken);

    /// <summary>The address by which the account is recovered.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<EmailStatus> ReadEmailAsync(CancellationToken cancellationToken = default) => Api.ReadEmailAsync(cancellationToken);

    /// <summary>Has a code sent to an address. Until it is shown, the address before stays.</summary>
    /// <param name="email">The address.</param>
    /// <param name="password">The account's password.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidEmail"/>, <see cref="ErrorCode.WrongCredentials"/>,
    /// <see cref="ErrorCode.NotSupported"/>: the server sends no mail.</exception>
    public Task SetEmailAsync(string email, string password, CancellationToken cancellationToken = default) =>
        Api.SetEmailAsync(email, password, cancellationToken);

    /// <summary>Shows the code that was sent.</summary>
    /// <param name="code">Eight digits, good for a quarter of an hour and five tries.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCode"/>.</exception>
    public Task VerifyEmailAsync(string code, CancellationToken cancellationToken = default) => Api.VerifyEmailAsync(code, cancellationToken);

    /// <summary>Forgets the address: a lost password is lost from here on.</summary>
    /// <param name="password">The account's password.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCredentials"/>.</exception>
    public Task RemoveEmailAsync(string password, CancellationToken cancellationToken = default) => Api.RemoveEmailAsync(password, cancellationToken);
}
