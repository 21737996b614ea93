using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Http;

/// <summary>Bots, their tokens, and signing in with one.</summary>
internal static class BotEndpoints
{
    public static void MapBotEndpoints(this IEndpointRouteBuilder routes)
    {
        var bots = routes.MapGroup("/v1/bots").WithTags("Bots");
        bots.MapPost("", CreateAsync).WithName("createBot").WithSummary("Make a bot that the caller owns.")
            .Produces<ProfileBody>(StatusCodes.Status201Created).Refuses(Code.InvalidHandle, Code.HandleTaken, Code.LimitReached, Code.Forbidden, Code.TokenInvalid);
        bots.MapGet("", ReadOwned).WithName("listBots").WithSummary("The caller's bots.").Produces<BotListBody>().Refuses(Code.TokenInvalid);
        bots.MapDelete("/{id}", EndAsync).WithName("endBot").WithSummary("End a bot: it is signed out, its tokens are gone, it leaves its groups, its handle is free.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.TokenInvalid);
        bots.MapPost("/{id}/tokens", CreateTokenAsync).WithName("createBotToken").WithSummary("Make a token; it is told this once.")
            .Produces<ApiTokenBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.LimitReached, Code.NotFound, Code.TokenInvalid);
        bots.MapGet("/{id}/tokens", ReadTokens).WithName("listBotTokens").WithSummary("A bot's tokens, without the tokens themselves.")
            .Produces<ApiTokenListBody>().Refuses(Code.NotFound, Code.TokenInvalid);
        bots.MapDelete("/{id}/tokens/{token}", RevokeTokenAsync).WithName("revokeBotToken").WithSummary("End a token; what signed in with it is signed out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.TokenInvalid);
        routes.MapPost("/v1/sessions/bot", SignInAsync).WithTags("Sessions").WithName("signInBot").WithSummary("Sign a device of a bot in by one of its tokens.")
            .Produces<SessionBody>().Refuses(Code.Malformed, Code.TokenInvalid, Code.TokenExpired, Code.RateLimited);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, BearerCaller caller, Body<NewBotBody> body, Bots bots, AuthLimiter limiter)
    {
        limiter.RequireRegistration(http.Connection.RemoteIpAddress);
        return await AddAsync(bots, caller.Account, body.Value);
    }

    public static async Task<IResult> AddAsync(Bots bots, AccountId owner, NewBotBody asked)
    {
        var handle = AccountEndpoints.RequireHandle(asked.Handle);
        var name = asked.DisplayName is { } given ? ProfileText.Require(given, "display_name", AccountLimits.DisplayNameBytesMax) : null;
        var profile = await bots.CreateAsync(owner, handle, name);
        return new JsonResultOf<ProfileBody>(AccountEndpoints.BodyOf(profile), JsonShapes.Default.ProfileBody, StatusCodes.Status201Created);
    }

    private static JsonResultOf<BotListBody> ReadOwned(BearerCaller caller, Bots bots) => List(bots, caller.Account);

    public static JsonResultOf<BotListBody> List(Bots bots, AccountId owner) => new(
        new BotListBody([.. bots.ReadOwned(owner).Select(profile => AccountEndpoints.BodyOf(profile))]), JsonShapes.Default.BotListBody);

    private static async Task<IResult> EndAsync(BearerCaller caller, string id, Bots bots)
    {
        await bots.EndAsync(caller.Account, BotOf(id));
        return TypedResults.NoContent();
    }

    private static Task<IResult> CreateTokenAsync(BearerCaller caller, string id, Body<NewApiTokenBody> body, Bots bots) =>
        AddTokenAsync(bots, caller.Account, BotOf(id), body.Value);

    public static async Task<IResult> AddTokenAsync(Bots bots, AccountId owner, AccountId bot, NewApiTokenBody request)
    {
        var name = ProfileText.Require(request.Name, "name", AccountLimits.ApiTokenNameBytesMax);
        var (text, token, record) = await bots.CreateTokenAsync(owner, bot, name, ScopeNames.Read(request.Scopes), request.ExpiresAfterDays);
        return new JsonResultOf<ApiTokenBody>(BodyOf(token, record) with { Token = text }, JsonShapes.Default.ApiTokenBody, StatusCodes.Status201Created);
    }

    private static JsonResultOf<ApiTokenListBody> ReadTokens(BearerCaller caller, string id, Bots bots) => ListTokens(bots, caller.Account, BotOf(id));

    public static JsonResultOf<ApiTokenListBody> ListTokens(Bots bots, AccountId owner, AccountId bot) => new(
        new ApiTokenListBody([.. bots.ReadTokens(owner, bot).Select(row => BodyOf(row.Token, row.Record))]),
        JsonShapes.Default.ApiTokenListBody);

    private static Task<IResult> RevokeTokenAsync(BearerCaller caller, string id, string token, Bots bots) =>
        EndTokenAsync(bots, caller.Account, BotOf(id), token);

    public static async Task<IResult> EndTokenAsync(Bots bots, AccountId owner, AccountId bot, string token)
    {
        if (!ApiTokenId.TryParse(token, out var named) || !await bots.RevokeTokenAsync(owner, bot, named))
            throw new RefusalException(Code.NotFound, "The bot has no such token.");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SignInAsync(HttpContext http, Body<BotSignInBody> body, Bots bots, AuthLimiter limiter)
    {
        limiter.RequireTokenSignIn(http.Connection.RemoteIpAddress, bots.Find(body.Value.Token));
        var (name, device) = SessionEndpoints.Device(body.Value.DeviceName, body.Value.DeviceId);
        return Sessions.Answer(await bots.SignInAsync(body.Value.Token, name, device));
    }

    private static AccountId BotOf(string id) =>
        AccountId.TryParse(id, out var bot) ? bot : throw new RefusalException(Code.NotFound, "There is no such bot.");

    private static ApiTokenBody BodyOf(ApiTokenId token, ApiTokenRecord record) => new(
        token.ToString(),
        record.Name,
        ScopeNames.Write(record.Scopes),
        record.CreatedMs,
        record.ExpiresMs == 0 ? null : record.ExpiresMs,
        record.LastUsedMs == 0 ? null : record.LastUsedMs);
}
