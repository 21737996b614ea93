using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace FastChat.Client.Accounts;

/// <summary>The calls about the second step and the mail address. Thread-safe; every failure is a <see cref="ChatException"/>.</summary>
internal sealed class ProofApi(HttpApi http)
{
    private const string TwoStep = "v1/accounts/me/two-step";
    private const string Email = "v1/accounts/me/email";

    public async Task<TwoStepStatus> ReadTwoStepAsync(CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, TwoStep), ApiShapes.Default.TwoStepBody, cancellationToken)
            .ConfigureAwait(false);
        return new TwoStepStatus(body.On, body.RecoveryCodesLeft);
    }

    public async Task<TwoStepSecret> BeginTwoStepAsync(string password, CancellationToken cancellationToken)
    {
        var request = Post(TwoStep, new CurrentPasswordBody(password), ApiShapes.Default.CurrentPasswordBody);
        var body = await http.SendAsync(request, ApiShapes.Default.TwoStepSecretBody, cancellationToken).ConfigureAwait(false);
        return new TwoStepSecret(body.Secret, body.Address);
    }

    public Task<ImmutableArray<string>> ConfirmTwoStepAsync(string code, CancellationToken cancellationToken) =>
        CodesAsync(Post($"{TwoStep}/confirm", new CodeBody(code), ApiShapes.Default.CodeBody), cancellationToken);

    public Task<ImmutableArray<string>> RenewRecoveryCodesAsync(string password, string code, CancellationToken cancellationToken) => CodesAsync(
        Post($"{TwoStep}/recovery-codes", new PasswordAndCodeBody(password, code), ApiShapes.Default.PasswordAndCodeBody), cancellationToken);

    public Task DisableTwoStepAsync(string password, string code, CancellationToken cancellationToken) => http.SendAsync(
        Post($"{TwoStep}/disable", new PasswordAndCodeBody(password, code), ApiShapes.Default.PasswordAndCodeBody), cancellationToken);

    public async Task<EmailStatus> ReadEmailAsync(CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, Email), ApiShapes.Default.EmailBody, cancellationToken)
            .ConfigureAwait(false);
        return new EmailStatus(body.Email, body.Pending);
    }

    public Task SetEmailAsync(string email, string password, CancellationToken cancellationToken) => http.SendAsync(
        new ApiRequest<SetEmailBody>(HttpMethod.Put, Email, new SetEmailBody(email, password), ApiShapes.Default.SetEmailBody, true),
        cancellationToken);

    public Task VerifyEmailAsync(string code, CancellationToken cancellationToken) =>
        http.SendAsync(Post($"{Email}/verify", new CodeBody(code), ApiShapes.Default.CodeBody), cancellationToken);

    public Task RemoveEmailAsync(string password, CancellationToken cancellationToken) => http.SendAsync(
        Post($"{Email}/remove", new CurrentPasswordBody(password), ApiShapes.Default.CurrentPasswordBody), cancellationToken);

    private async Task<ImmutableArray<string>> CodesAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(request, ApiShapes.Default.RecoveryCodesBody, cancellationToken).ConfigureAwait(false);
        return [.. body.RecoveryCodes];
    }

    private static ApiRequest<T> Post<T>(string path, T body, JsonTypeInfo<T> shape) => new(HttpMethod.Post, path, body, shape, true);
}
