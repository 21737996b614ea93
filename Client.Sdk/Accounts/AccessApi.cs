using FastChat.Client.LocalState;

namespace FastChat.Client.Accounts;

/// <summary>The calls about other ways in than handle and password. Thread-safe; every failure is a <see cref="ChatException"/>.</summary>
internal sealed class AccessApi(HttpApi http)
{
    public async Task<SignInMethods> ReadMethodsAsync(CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(
            ApiRequests.WithoutBody(HttpMethod.Get, ".well-known/fastchat", authorized: false), ApiShapes.Default.ServerBody, cancellationToken)
            .ConfigureAwait(false);
        // A server that says nothing is from before there was anything to say.
        var registration = Enum.TryParse<RegistrationMode>(body.Registration ?? "open", ignoreCase: true, out var mode) ? mode : RegistrationMode.Closed;
        return new SignInMethods(
            registration,
            body.Guests,
            [.. (body.Openid ?? []).Select(provider => new OpenIdProvider(provider.Name, provider.Issuer, provider.ClientId))]);
    }

    public async Task<StoredSession> RegisterGuestAsync(string? displayName, string deviceName, CancellationToken cancellationToken)
    {
        var request = new ApiRequest<GuestBody>(
            HttpMethod.Post, "v1/accounts/guests", new GuestBody(deviceName, displayName), ApiShapes.Default.GuestBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    public async Task<StoredSession> FinishAsync(SecondStepBody body, CancellationToken cancellationToken)
    {
        var request = new ApiRequest<SecondStepBody>(HttpMethod.Post, "v1/sessions/second-step", body, ApiShapes.Default.SecondStepBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    public async Task<string> BeginOpenIdAsync(CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(
            ApiRequests.WithoutBody(HttpMethod.Post, "v1/sessions/oidc/nonce", authorized: false), ApiShapes.Default.NonceBody, cancellationToken)
            .ConfigureAwait(false);
        return body.Nonce;
    }

    public async Task<StoredSession> SignInWithOpenIdAsync(OpenIdBody body, CancellationToken cancellationToken)
    {
        var request = new ApiRequest<OpenIdBody>(HttpMethod.Post, "v1/sessions/oidc", body, ApiShapes.Default.OpenIdBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    public Task RequestResetAsync(string handle, CancellationToken cancellationToken) => http.SendAsync(
        new ApiRequest<ResetRequestBody>(
            HttpMethod.Post, "v1/password-resets", new ResetRequestBody(handle), ApiShapes.Default.ResetRequestBody, false),
        cancellationToken);

    public Task ResetAsync(ResetBody body, CancellationToken cancellationToken) => http.SendAsync(
        new ApiRequest<ResetBody>(HttpMethod.Post, "v1/password-resets/complete", body, ApiShapes.Default.ResetBody, false), cancellationToken);

    public async Task<Account> UpgradeAsync(UpgradeBody body, CancellationToken cancellationToken)
    {
        var request = new ApiRequest<UpgradeBody>(HttpMethod.Post, "v1/accounts/me/upgrade", body, ApiShapes.Default.UpgradeBody, true);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.ProfileBody, cancellationToken).ConfigureAwait(false));
    }
}
