using System.Text.Json;
using FastChat.Client.Accounts;
using FastChat.Client.LocalState;

namespace FastChat.Client;

/// <summary>
/// Other ways in than a handle and a password (<see cref="ChatClient.Access"/>). Who comes in by one of them begins to connect, as after
/// <see cref="ChatClient.SignInAsync"/>. All members are for any thread.
/// </summary>
public sealed class AccountAccess
{
    private readonly ClientServices _services;
    private readonly SignIns _signIns;
    private readonly AccessApi _api;

    internal AccountAccess(ClientServices services, SignIns signIns)
    {
        (_services, _signIns) = (services, signIns);
        _api = new AccessApi(services.Http);
    }

    /// <summary>How one gets in at this server. Needs no sign-in.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Unreachable.</exception>
    public Task<SignInMethods> ReadMethodsAsync(CancellationToken cancellationToken = default) => _api.ReadMethodsAsync(cancellationToken);

    /// <summary>Comes in as a guest: with a made-up handle, without a password, on this device alone and for a while.</summary>
    /// <param name="displayName">What others see; null: the handle.</param>
    /// <param name="cancellationToken">Ends the wait; the account may have been made.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.RegistrationClosed"/>: there are no guests here; or refused, or unreachable.</exception>
    public Task<Account> RegisterGuestAsync(string? displayName = null, CancellationToken cancellationToken = default) =>
        _signIns.EnterAsync(_ => _api.RegisterGuestAsync(displayName, _services.DeviceName, cancellationToken), cancellationToken);

    /// <summary>
    /// Finishes a sign-in that ended with <see cref="ErrorCode.SecondStepNeeded"/>, within five minutes. A wrong code may be followed by another.
    /// </summary>
    /// <param name="code">Six digits from the authenticator, or a recovery code.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCode"/>; <see cref="ErrorCode.TokenExpired"/>: sign in again;
    /// <see cref="ErrorCode.InvalidArgument"/>: no sign-in waits for a code.</exception>
    public Task<Account> EnterCodeAsync(string code, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        var ticket = _signIns.Ticket ?? throw new ChatException(ErrorCode.InvalidArgument, "No sign-in waits for a code: sign in first.");
        return _signIns.EnterAsync(
            device => _api.FinishAsync(new SecondStepBody(ticket, code, _services.DeviceName, device?.ToString()), cancellationToken),
            cancellationToken);
    }

    /// <summary>Has a code sent to the account's mail address. Whether there is such an account or address is not told.</summary>
    /// <param name="handle">The account's handle.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSupported"/>: the server sends no mail; asked too often; or unreachable.</exception>
    public Task RequestPasswordResetAsync(string handle, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        return _api.RequestResetAsync(handle, cancellationToken);
    }

    /// <summary>Sets a new password by the code that was sent. All of the account's devices are signed out; sign in with it then.</summary>
    /// <param name="handle">The account's handle.</param>
    /// <param name="code">Eight digits, good for a quarter of an hour and five tries.</param>
    /// <param name="password">The new password, at least 8 characters.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been set.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCode"/>, <see cref="ErrorCode.InvalidPassword"/>; or unreachable.</exception>
    public Task ResetPasswordAsync(string handle, string code, string password, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        ArgumentException.ThrowIfNullOrEmpty(code);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return _api.ResetAsync(new ResetBody(handle, code, password), cancellationToken);
    }

    /// <summary>
    /// Begins a sign-in through an identity provider (<see cref="SignInMethods.Providers"/>): put the nonce into the authorization request, with
    /// code flow and PKCE in the system's browser, and give the id token that comes back to <see cref="SignInWithOpenIdAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The nonce, good for ten minutes and one sign-in.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSupported"/>: the server knows no identity provider; or unreachable.</exception>
    public Task<string> BeginOpenIdAsync(CancellationToken cancellationToken = default) => _api.BeginOpenIdAsync(cancellationToken);

    /// <summary>Signs in by an id token. The account is made when the person is first seen, where the server allows that.</summary>
    /// <param name="idToken">Of one of the providers, with the nonce of <see cref="BeginOpenIdAsync"/>.</param>
    /// <param name="handle">For an account that is made now; null: as the provider calls them. What is taken is replaced.</param>
    /// <param name="invitation">For an account that is made now, where one is needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.TokenInvalid"/>, <see cref="ErrorCode.TokenExpired"/>: begin again;
    /// <see cref="ErrorCode.RegistrationClosed"/>, <see cref="ErrorCode.InvitationInvalid"/>; or unreachable.</exception>
    public Task<Account> SignInWithOpenIdAsync(
        string idToken, string? handle = null, string? invitation = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(idToken);
        return _signIns.EnterAsync(
            device => _api.SignInWithOpenIdAsync(
                new OpenIdBody(idToken, _services.DeviceName, device?.ToString(), handle, invitation), cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Takes over a session that the operator's own backend has got for this person (<c>POST /v1/server/sessions</c>): the JSON of that answer, as it is.
    /// </summary>
    /// <param name="session">The answer. It holds secrets: pass it from the backend over TLS, and keep it nowhere.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidArgument"/>: no session; or an account is signed in already.</exception>
    public Task<Account> SignInWithSessionAsync(string session, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(session);
        return _signIns.EnterAsync(_ => Task.FromResult(Read(session)), cancellationToken);
    }

    /// <summary>Signs in as a bot, by one of its tokens (<see cref="BotDirectory.CreateTokenAsync"/>). Later starts resume without it.</summary>
    /// <param name="token">The token. Keep it out of the program's text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.TokenInvalid"/>: none, or revoked; <see cref="ErrorCode.TokenExpired"/>; or unreachable.</exception>
    public Task<Account> SignInAsBotAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return _signIns.EnterAsync(
            device => new BotApi(_services.Http).SignInAsync(token, _services.DeviceName, device, cancellationToken), cancellationToken);
    }

    /// <summary>Makes the signed-in guest a person. It keeps its id, its conversations and its devices.</summary>
    /// <param name="handle">3 to 32 characters: a-z, 0-9, <c>_</c>, <c>.</c>, <c>-</c>, beginning with a letter; case does not count.</param>
    /// <param name="password">At least 8 characters.</param>
    /// <param name="displayName">What others see; null: as before.</param>
    /// <param name="invitation">Where one is needed.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <returns>The new profile.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotAGuest"/>, <see cref="ErrorCode.HandleTaken"/>,
    /// <see cref="ErrorCode.InvitationInvalid"/>; or refused, or unreachable.</exception>
    public async Task<Account> UpgradeGuestAsync(
        string handle, string password, string? displayName = null, string? invitation = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        ArgumentException.ThrowIfNullOrEmpty(password);
        var client = _signIns.Require();
        var account = await _api.UpgradeAsync(new UpgradeBody(handle, password, displayName, invitation), cancellationToken).ConfigureAwait(false);
        await client.People.KeepAsync(account).ConfigureAwait(false);
        return account;
    }

    private static StoredSession Read(string session)
    {
        try
        {
            return ApiAnswers.Read(JsonSerializer.Deserialize(session, ApiShapes.Default.SessionBody) ?? throw new JsonException());
        }
        catch (Exception wrong) when (wrong is JsonException or ChatException or ArgumentException)
        {
            // The reader's own message could quote a token.
            throw new ChatException(ErrorCode.InvalidArgument, "This is not the JSON of a session.");
        }
    }
}
