using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies;

namespace FastChat.Server.Http.Admin;

/// <summary>Bots of other people. {account} and {bot} are ids or exact handles.</summary>
internal static class AdminBotEndpoints
{
    public static void MapAdminBots(this RouteGroupBuilder admin)
    {
        admin.MapGet("/accounts/{account}/bots", ListAsync).WithName("adminListBots").WithSummary("The bots that an account owns.")
            .Produces<BotListBody>().Refuses(Code.AccountNotFound);
        admin.MapPost("/accounts/{account}/bots", CreateAsync).WithName("adminCreateBot").WithSummary("Make a bot that an account owns.")
            .Produces<ProfileBody>(StatusCodes.Status201Created).Refuses(Code.AccountNotFound, Code.InvalidHandle, Code.HandleTaken, Code.LimitReached, Code.Forbidden);
        var one = admin.MapGroup("/bots/{bot}");
        one.MapDelete("", EndAsync).WithName("adminEndBot").WithSummary("End a bot: it is signed out, its tokens are gone, it leaves its groups, its handle is free.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.AccountNotFound, Code.NotFound);
        one.MapGet("/tokens", ListTokensAsync).WithName("adminListTokens").WithSummary("A bot's tokens, without the tokens themselves.")
            .Produces<ApiTokenListBody>().Refuses(Code.AccountNotFound, Code.NotFound);
        one.MapPost("/tokens", CreateTokenAsync).WithName("adminCreateToken").WithSummary("Make a token of a bot; it is told this once.")
            .Produces<ApiTokenBody>(StatusCodes.Status201Created).Refuses(Code.AccountNotFound, Code.NotFound, Code.Malformed, Code.LimitReached);
        one.MapDelete("/tokens/{token}", RevokeTokenAsync).WithName("adminRevokeToken").WithSummary("End a token; what signed in with it is signed out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.AccountNotFound, Code.NotFound);
    }

    private static Task<JsonResultOf<BotListBody>> ListAsync(AdminCaller caller, string account, AccountAdministration accounts, Bots bots, AuditLog audit)
    {
        var owner = accounts.Require(account).Account;
        return audit.RunAsync(caller.Actor, "bots.show", owner.ToString(), () => Task.FromResult(BotEndpoints.List(bots, owner)));
    }

    private static Task<IResult> CreateAsync(
        AdminCaller caller, string account, Body<NewBotBody> body, AccountAdministration accounts, Bots bots, AuditLog audit)
    {
        var owner = accounts.Require(account).Account;
        return audit.RunAsync(caller.Actor, "bot.create", owner.ToString(), () => BotEndpoints.AddAsync(bots, owner, body.Value));
    }

    private static Task<IResult> EndAsync(AdminCaller caller, string bot, AccountAdministration accounts, Bots bots, AuditLog audit)
    {
        var id = accounts.Require(bot).Account;
        return audit.RunAsync<IResult>(caller.Actor, "bot.end", id.ToString(), async () =>
        {
            await bots.EndAsync(bots.OwnerOf(id), id);
            return TypedResults.NoContent();
        });
    }

    private static Task<JsonResultOf<ApiTokenListBody>> ListTokensAsync(AdminCaller caller, string bot, AccountAdministration accounts, Bots bots, AuditLog audit)
    {
        var id = accounts.Require(bot).Account;
        return audit.RunAsync(caller.Actor, "tokens.show", id.ToString(), () => Task.FromResult(BotEndpoints.ListTokens(bots, bots.OwnerOf(id), id)));
    }

    private static Task<IResult> CreateTokenAsync(
        AdminCaller caller, string bot, Body<NewApiTokenBody> body, AccountAdministration accounts, Bots bots, AuditLog audit)
    {
        var id = accounts.Require(bot).Account;
        return audit.RunAsync(caller.Actor, "token.create", id.ToString(), () => BotEndpoints.AddTokenAsync(bots, bots.OwnerOf(id), id, body.Value));
    }

    private static Task<IResult> RevokeTokenAsync(
        AdminCaller caller, string bot, string token, AccountAdministration accounts, Bots bots, AuditLog audit)
    {
        var id = accounts.Require(bot).Account;
        return audit.RunAsync(caller.Actor, "token.revoke", id.ToString(), () => BotEndpoints.EndTokenAsync(bots, bots.OwnerOf(id), id, token));
    }
}
