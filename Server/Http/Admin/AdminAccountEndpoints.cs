using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Administration;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Http.Admin;

/// <summary>Accounts and their sessions. {account} is an id or an exact handle.</summary>
internal static class AdminAccountEndpoints
{
    public static void MapAdminAccounts(this RouteGroupBuilder admin)
    {
        admin.MapGet("/accounts", List).WithName("adminListAccounts").WithSummary("A page of all accounts.").Refuses(Code.Malformed);
        var one = admin.MapGroup("/accounts/{account}");
        one.MapGet("", ShowAsync).WithName("adminShowAccount").WithSummary("An account.").Produces<AdminAccountBody>().Refuses(Code.AccountNotFound);
        Changes(one.MapPut("/disabled", DisableAsync), "adminDisableAccount", "Sign an account out everywhere, and let it sign in no more.", Code.Malformed);
        Changes(one.MapDelete("/disabled", EnableAsync), "adminEnableAccount", "Let an account sign in again.");
        Changes(one.MapPut("/admin", PromoteAsync), "adminPromoteAccount", "Make an account an admin.");
        Changes(one.MapDelete("/admin", DemoteAsync), "adminDemoteAccount", "Make an account an admin no more.");
        Changes(one.MapPut("/quota", SetQuotaAsync), "adminSetQuota", "Set how many uploaded bytes of an account are kept.", Code.Malformed);
        one.MapPost("/password", ResetPasswordAsync).WithName("adminResetPassword").WithSummary("Set a new password and sign the account out everywhere.")
            .Produces<NewPasswordBody>().Refuses(Code.AccountNotFound, Code.InvalidPassword, Code.Busy);
        Changes(one.MapDelete("/two-step", ResetTwoStepAsync), "adminResetTwoStep", "Switch an account's second step off.", Code.TwoStepState);
        one.MapGet("/sessions", ListSessionsAsync).WithName("adminListSessions").WithSummary("The devices of an account that are signed in.")
            .Produces<DeviceListBody>().Refuses(Code.AccountNotFound);
        Changes(one.MapDelete("/sessions", RevokeAllAsync), "adminRevokeSessions", "Sign all devices of an account out.");
        Changes(one.MapDelete("/sessions/{device}", RevokeAsync), "adminRevokeSession", "Sign a device of an account out.", Code.NotFound);
    }

    private static void Changes(RouteHandlerBuilder route, string name, string summary, params Code[] more) => route
        .WithName(name).WithSummary(summary).Produces(StatusCodes.Status204NoContent).Refuses([Code.AccountNotFound, .. more]);

    private static JsonResultOf<AdminAccountPageBody> List(AdminCaller caller, AccountAdministration accounts, string? after = null, int? limit = null)
    {
        var page = accounts.ReadPage(Pages.After<AccountId>(after, AccountId.TryParse), Pages.Limit(limit));
        var lines = page.Select(view => new AdminAccountLineBody(
            view.Account.ToString(), view.Record.Handle, view.Record.DisplayName, view.Record.CreatedMs, KindOf(view), view.State.IsAdmin, view.State.DisabledUntilMs)).ToList();
        var next = page.Count < Pages.Limit(limit) ? null : lines[^1].AccountId;
        return new JsonResultOf<AdminAccountPageBody>(new AdminAccountPageBody(lines, next), JsonShapes.Default.AdminAccountPageBody);
    }

    private static Task<JsonResultOf<AdminAccountBody>> ShowAsync(
        AdminCaller caller, string account, AccountAdministration accounts, TwoStep twoStep, MediaLedger ledger, AuditLog audit)
    {
        var view = accounts.Require(account);
        var usage = ledger.Read(view.Account);
        return audit.RunAsync(caller.Actor, "account.show", view.Account.ToString(), () => Task.FromResult(new JsonResultOf<AdminAccountBody>(
            new AdminAccountBody(
                view.Account.ToString(),
                view.Record.Handle,
                view.Record.DisplayName,
                view.Record.CreatedMs,
                KindOf(view),
                view.Status.Owner.IsNone() ? null : view.Status.Owner.ToString(),
                twoStep.Read(view.Account) is not null,
                view.State.IsAdmin,
                view.State.DisabledUntilMs,
                view.State.Reason,
                usage.UsedBytes,
                usage.QuotaBytes,
                accounts.CountConversations(view.Account),
                view.State.Deletion.IsNone() ? null : view.State.Deletion.ToString()),
            JsonShapes.Default.AdminAccountBody)));
    }

    private static Task<IResult> DisableAsync(AdminCaller caller, string account, Body<DisableBody> body, AccountAdministration accounts, AuditLog audit)
    {
        var (until, reason) = (accounts.Until(body.Value.Seconds), Pages.Text(body.Value.Reason, "reason"));
        return RunAsync(caller, "account.disable", accounts.Require(account), audit, id => accounts.DisableAsync(id, until, reason));
    }

    private static Task<IResult> EnableAsync(AdminCaller caller, string account, AccountAdministration accounts, AuditLog audit) =>
        RunAsync(caller, "account.enable", accounts.Require(account), audit, accounts.EnableAsync);

    private static Task<IResult> PromoteAsync(AdminCaller caller, string account, AccountAdministration accounts, AuditLog audit) =>
        RunAsync(caller, "account.promote", accounts.Require(account), audit, id => accounts.SetAdminAsync(id, true));

    private static Task<IResult> DemoteAsync(AdminCaller caller, string account, AccountAdministration accounts, AuditLog audit) =>
        RunAsync(caller, "account.demote", accounts.Require(account), audit, id => accounts.SetAdminAsync(id, false));

    private static Task<IResult> SetQuotaAsync(AdminCaller caller, string account, Body<QuotaBody> body, AccountAdministration accounts, AuditLog audit)
    {
        var bytes = body.Value.MediaBytesMax;
        if (bytes < 0) throw new RefusalException(Code.Malformed, "media_bytes_max is 0 or more.");
        return RunAsync(caller, "account.quota", accounts.Require(account), audit, id => accounts.SetQuotaAsync(id, bytes));
    }

    private static async Task<IResult> ResetPasswordAsync(
        HttpContext http, AdminCaller caller, string account, Body<ResetPasswordBody> body, AccountAdministration accounts, AuditLog audit)
    {
        var id = accounts.Require(account).Account;
        var password = await audit.RunAsync(
            caller.Actor, "account.password", id.ToString(), () => accounts.ResetPasswordAsync(id, body.Value.NewPassword, http.RequestAborted));
        return new JsonResultOf<NewPasswordBody>(new NewPasswordBody(password), JsonShapes.Default.NewPasswordBody);
    }

    private static Task<IResult> ResetTwoStepAsync(AdminCaller caller, string account, AccountAdministration accounts, TwoStep twoStep, AuditLog audit) =>
        RunAsync(caller, "account.two-step", accounts.Require(account), audit, twoStep.ResetAsync);

    private static Task<JsonResultOf<DeviceListBody>> ListSessionsAsync(
        AdminCaller caller, string account, AccountAdministration accounts, ChatDatabase database, AuditLog audit)
    {
        var id = accounts.Require(account).Account;
        return audit.RunAsync(caller.Actor, "sessions.show", id.ToString(), () => Task.FromResult(SessionEndpoints.List(database, id, DeviceId.None)));
    }

    private static Task<IResult> RevokeAllAsync(AdminCaller caller, string account, AccountAdministration accounts, AuditLog audit) =>
        RunAsync(caller, "sessions.revoke", accounts.Require(account), audit, accounts.RevokeAllAsync);

    private static Task<IResult> RevokeAsync(
        AdminCaller caller, string account, string device, AccountAdministration accounts, DeviceSessions sessions, AuditLog audit) =>
        RunAsync(caller, "sessions.revoke", accounts.Require(account), audit, async id =>
        {
            if (!await sessions.RevokeAsync(id, Pages.Id<DeviceId>(device, DeviceId.TryParse), CancellationToken.None))
                throw new RefusalException(Code.NotFound, "The account has no such device that is signed in.");
        });

    private static string KindOf(AccountView view) => view.Status.Kind.ToString().ToLowerInvariant();

    private static async Task<IResult> RunAsync(
        AdminCaller caller, string action, AccountView view, AuditLog audit, Func<AccountId, Task> run)
    {
        await audit.RunAsync(caller.Actor, action, view.Account.ToString(), () => run(view.Account));
        return TypedResults.NoContent();
    }
}
