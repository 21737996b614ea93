using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Storage.Administration;

namespace FastChat.Server.Http.Admin;

/// <summary>Addresses that are kept out of the whole server.</summary>
internal static class AdminBanEndpoints
{
    public static void MapAdminBans(this RouteGroupBuilder admin)
    {
        admin.MapGet("/bans", List).WithName("adminListBans").WithSummary("The addresses that are kept out.");
        admin.MapPost("/bans", AddAsync).WithName("adminBan").WithSummary("Keep an address or a network out, and cut its connections.")
            .Produces<BanBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.LimitReached);
        admin.MapDelete("/bans/{ban}", LiftAsync).WithName("adminLiftBan").WithSummary("Let an address in again.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound);
    }

    private static JsonResultOf<BanListBody> List(AdminCaller caller, AddressBans bans) => new(
        new BanListBody([.. bans.ReadAll().Select(ban => Body(ban.Id, ban.Record))]), JsonShapes.Default.BanListBody);

    private static async Task<IResult> AddAsync(
        AdminCaller caller, Body<NewBanBody> body, AddressBans bans, AccountAdministration accounts, AuditLog audit)
    {
        var request = body.Value;
        var (until, reason) = (accounts.Until(request.Seconds), Pages.Text(request.Reason, "reason"));
        // The address itself is not written down: it may be a person's.
        var (id, record) = await audit.RunAsync(
            caller.Actor, "ban.add", "", () => bans.AddAsync(request.Network, until, reason, caller.Actor));
        return new JsonResultOf<BanBody>(Body(id, record), JsonShapes.Default.BanBody, StatusCodes.Status201Created);
    }

    private static async Task<IResult> LiftAsync(AdminCaller caller, string ban, AddressBans bans, AuditLog audit)
    {
        var id = Pages.Id<BanId>(ban, BanId.TryParse);
        await audit.RunAsync(caller.Actor, "ban.lift", id.ToString(), () => bans.LiftAsync(id));
        return TypedResults.NoContent();
    }

    private static BanBody Body(BanId id, BanRecord record) => new(
        id.ToString(), record.Network, record.CreatedMs, record.UntilMs == long.MaxValue ? null : record.UntilMs, record.Reason, record.Actor);
}
