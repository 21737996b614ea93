using System.Collections.Immutable;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Accounts;

/// <summary>The calls about bots. Thread-safe; every failure is a <see cref="ChatException"/>.</summary>
internal sealed class BotApi(HttpApi http)
{
    private static readonly (string Name, BotScopes Scope)[] Scopes =
        [("send", BotScopes.Send), ("groups", BotScopes.Groups), ("profile", BotScopes.Profile)];

    public async Task<Account> CreateAsync(string handle, string? displayName, CancellationToken cancellationToken)
    {
        var request = new ApiRequest<NewBotBody>(HttpMethod.Post, "v1/bots", new NewBotBody(handle, displayName), ApiShapes.Default.NewBotBody, true);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.ProfileBody, cancellationToken).ConfigureAwait(false));
    }

    public async Task<ImmutableArray<Account>> ReadAsync(CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, "v1/bots"), ApiShapes.Default.BotListBody, cancellationToken)
            .ConfigureAwait(false);
        return [.. body.Bots.Select(ApiAnswers.Read)];
    }

    public Task EndAsync(AccountId bot, CancellationToken cancellationToken) =>
        http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Delete, $"v1/bots/{bot}"), cancellationToken);

    public async Task<NewBotToken> CreateTokenAsync(
        AccountId bot, string name, BotScopes scopes, int? expiresAfterDays, CancellationToken cancellationToken)
    {
        var body = new NewApiTokenBody(name, [.. Scopes.Where(known => scopes.HasFlag(known.Scope)).Select(known => known.Name)], expiresAfterDays);
        var request = new ApiRequest<NewApiTokenBody>(HttpMethod.Post, $"v1/bots/{bot}/tokens", body, ApiShapes.Default.NewApiTokenBody, true);
        var made = await http.SendAsync(request, ApiShapes.Default.ApiTokenBody, cancellationToken).ConfigureAwait(false);
        return made.Token is { } token
            ? new NewBotToken(token, Read(made))
            : throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no token.");
    }

    public async Task<ImmutableArray<BotToken>> ReadTokensAsync(AccountId bot, CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(
            ApiRequests.WithoutBody(HttpMethod.Get, $"v1/bots/{bot}/tokens"), ApiShapes.Default.ApiTokenListBody, cancellationToken)
            .ConfigureAwait(false);
        return [.. body.Tokens.Select(Read)];
    }

    public Task RevokeTokenAsync(AccountId bot, string token, CancellationToken cancellationToken) => http.SendAsync(
        ApiRequests.WithoutBody(HttpMethod.Delete, $"v1/bots/{bot}/tokens/{Uri.EscapeDataString(token)}"), cancellationToken);

    public async Task<StoredSession> SignInAsync(string token, string deviceName, DeviceId? device, CancellationToken cancellationToken)
    {
        var request = new ApiRequest<BotSignInBody>(
            HttpMethod.Post, "v1/sessions/bot", new BotSignInBody(token, deviceName, device?.ToString()), ApiShapes.Default.BotSignInBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    private static BotToken Read(ApiTokenBody body) => new(
        body.TokenId,
        body.Name,
        Scopes.Where(known => body.Scopes.Contains(known.Name)).Aggregate(BotScopes.None, (scopes, known) => scopes | known.Scope),
        DateTimeOffset.FromUnixTimeMilliseconds(body.CreatedMs),
        At(body.ExpiresMs),
        At(body.LastUsedMs));

    private static DateTimeOffset? At(long? ms) => ms is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
