using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>
/// Bots: accounts of programs, each owned by a person, who makes and revokes the tokens by which they sign in. A token is told once and kept as
/// a hash. Thread-safe.
/// </summary>
internal sealed class Bots(
    ChatDatabase database,
    RecordWriter writer,
    AccountCreation creation,
    HandleClaims handles,
    SignIn signIn,
    DeviceSessions sessions,
    IGroupDepartures departures,
    IIdSource ids,
    TimeProvider time)
{
    private readonly byte[] _tokenKey = database.Secret(ApiToken.SecretName);

    /// <summary>A bot of the owner's.</summary>
    public async Task<Profile> CreateAsync(AccountId owner, string handle, string? displayName)
    {
        if (database.Accounts.ReadStatus(owner).Kind != AccountKind.Person) throw new RefusalException(Code.Forbidden, "Only people own bots.");
        if (database.Bots.ReadOwned(owner).Count >= AccountLimits.BotsMax)
            throw new RefusalException(Code.LimitReached, $"An account owns at most {AccountLimits.BotsMax} bots.");
        var bot = ids.NewId<AccountId>();
        var status = new AccountStatusRecord(AccountKind.Bot, 0, owner);
        var profile = await creation.CreateAsync(
            bot, new NewAccount(handle, displayName, null, status), (_, _, record) => Profile.Of(bot, record, status));
        // After the bot itself: a crash between leaves one that nobody can sign in to.
        await writer.RunAsync(owner.Shard(), owner.Value, batch =>
        {
            database.Bots.PutOwned(batch, owner, bot, database.Keys.Find(owner)!, new OwnedBotRecord(Now()));
            return true;
        });
        return profile;
    }

    public IReadOnlyList<Profile> ReadOwned(AccountId owner) =>
        [.. database.Bots.ReadOwned(owner).Select(bot => Profile.Of(bot, database.Accounts.Read(bot)!, database.Accounts.ReadStatus(bot)))];

    /// <summary>Ends the bot: it is signed out, its tokens are gone, it leaves its groups and its handle is free. What it wrote stays.</summary>
    public async Task EndAsync(AccountId owner, AccountId bot)
    {
        RequireOwned(owner, bot);
        var revoked = await writer.RunAsync(bot.Shard(), bot.Value, batch =>
        {
            foreach (var (token, _) in database.Bots.ReadTokens(bot)) database.Bots.DeleteToken(batch, bot, token);
            return sessions.RevokeWhere(batch, bot, _ => true);
        });
        sessions.Cut(bot, revoked);
        await departures.LeaveGroupsAsync(bot);
        await handles.ReleaseAsync(database.Handles.KeyOf(database.Accounts.Read(bot)!.Handle), bot);
        await writer.RunAsync(owner.Shard(), owner.Value, batch =>
        {
            database.Bots.DeleteOwned(batch, owner, bot);
            return true;
        });
    }

    /// <summary>A new token, for so many days or for good; its text is not told again.</summary>
    public async Task<(string Text, ApiTokenId Token, ApiTokenRecord Record)> CreateTokenAsync(
        AccountId owner, AccountId bot, string name, ApiScopes scopes, int? days)
    {
        RequireOwned(owner, bot);
        if (days is < 1 or > AccountLimits.ApiTokenDaysMax)
            throw new RefusalException(Code.Malformed, $"A token lasts 1 to {AccountLimits.ApiTokenDaysMax} days.");
        var token = ApiToken.Create(bot, ids.NewId<ApiTokenId>(), _tokenKey);
        var expires = days is { } lasting ? time.GetUtcNow().AddDays(lasting).ToUnixTimeMilliseconds() : 0;
        var record = new ApiTokenRecord(name, token.Hash, scopes, Now(), expires, 0);
        await writer.RunAsync(bot.Shard(), bot.Value, batch =>
        {
            if (database.Bots.ReadTokens(bot).Count >= AccountLimits.ApiTokensMax)
                throw new RefusalException(Code.LimitReached, $"A bot has at most {AccountLimits.ApiTokensMax} tokens.");
            database.Bots.PutToken(batch, bot, token.Id, database.Keys.Find(bot)!, record);
            return true;
        });
        return (token.Text, token.Id, record);
    }

    public IReadOnlyList<(ApiTokenId Token, ApiTokenRecord Record)> ReadTokens(AccountId owner, AccountId bot)
    {
        RequireOwned(owner, bot);
        return database.Bots.ReadTokens(bot);
    }

    /// <summary>Ends a token and signs out what signed in with it; false: there is no such token.</summary>
    public async Task<bool> RevokeTokenAsync(AccountId owner, AccountId bot, ApiTokenId token)
    {
        RequireOwned(owner, bot);
        var revoked = await writer.RunAsync(bot.Shard(), bot.Value, batch =>
        {
            if (database.Bots.ReadToken(bot, token) is null) return null;
            database.Bots.DeleteToken(batch, bot, token);
            return sessions.RevokeWhere(batch, bot, device => database.Bots.ReadGrant(bot, device)?.Token == token);
        });
        if (revoked is null) return false;
        sessions.Cut(bot, revoked);
        return true;
    }

    /// <summary>Who owns a bot that can be managed.</summary>
    /// <exception cref="RefusalException">NotFound: it is no bot, or the bot behind a webhook.</exception>
    public AccountId OwnerOf(AccountId bot)
    {
        var owner = database.Accounts.ReadStatus(bot).Owner;
        RequireOwned(owner, bot);
        return owner;
    }

    /// <summary>The bot that a token is of; none if it is none of ours.</summary>
    public AccountId Find(string text) => ApiToken.TryParse(text, _tokenKey, out var token) ? token.Bot : AccountId.None;

    /// <summary>Signs a device of a bot in, with what the token allows.</summary>
    public Task<SessionTokens> SignInAsync(string text, string deviceName, DeviceId device)
    {
        if (!ApiToken.TryParse(text, _tokenKey, out var token)) throw Invalid();
        return signIn.BeginAsync(token.Bot, deviceName, device, (batch, signedIn) =>
        {
            if (database.Bots.ReadToken(token.Bot, token.Id) is not { } kept || !CryptographicOperations.FixedTimeEquals(kept.Hash, token.Hash)) throw Invalid();
            if (kept.ExpiresMs > 0 && kept.ExpiresMs <= Now()) throw new RefusalException(Code.TokenExpired, "The token has expired.");
            var key = database.Keys.Find(token.Bot)!;
            database.Bots.PutToken(batch, token.Bot, token.Id, key, kept with { LastUsedMs = Now() });
            database.Bots.PutGrant(batch, token.Bot, signedIn, key, new DeviceGrantRecord(token.Id, kept.Scopes, kept.ExpiresMs));
        });
    }

    private void RequireOwned(AccountId owner, AccountId bot)
    {
        if (database.Accounts.ReadStatus(bot) is not { Kind: AccountKind.Bot } status || status.Owner != owner
            || !database.Bots.ReadOwned(owner).Contains(bot))
            throw new RefusalException(Code.NotFound, "There is no such bot.");
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static RefusalException Invalid() => new(Code.TokenInvalid, "Not a token of a bot here.");
}
