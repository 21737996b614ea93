using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Http.Admin;

/// <summary>Rights to make accounts, where registration is by invitation.</summary>
internal static class AdminInvitationEndpoints
{
    public static void MapAdminInvitations(this RouteGroupBuilder admin)
    {
        admin.MapGet("/invitations", List).WithName("adminListInvitations").WithSummary("The invitations, without their codes.");
        admin.MapPost("/invitations", CreateAsync).WithName("adminInvite").WithSummary("Make an invitation. Its code is told in this answer and never again.")
            .Produces<InvitationBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.LimitReached);
        admin.MapDelete("/invitations/{invitation}", RevokeAsync).WithName("adminRevokeInvitation").WithSummary("Make an invitation useless.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound);
    }

    private static JsonResultOf<InvitationListBody> List(AdminCaller caller, Invitations invitations) => new(
        new InvitationListBody([.. invitations.ReadAll().Select(row => Body(row.Key, row.Record, null))]), JsonShapes.Default.InvitationListBody);

    private static async Task<IResult> CreateAsync(AdminCaller caller, Body<NewInvitationBody> body, Invitations invitations, AuditLog audit)
    {
        var request = body.Value;
        var (code, key, record) = await audit.RunAsync(
            caller.Actor, "invitation.create", "", () => invitations.CreateAsync(request.Note ?? "", request.Uses, request.Seconds));
        return new JsonResultOf<InvitationBody>(Body(key, record, code), JsonShapes.Default.InvitationBody, StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(AdminCaller caller, string invitation, Invitations invitations, AuditLog audit)
    {
        var key = Pages.Id<InvitationKey>(invitation, InvitationKey.TryParse);
        await audit.RunAsync(caller.Actor, "invitation.revoke", key.ToString(), () => invitations.RevokeAsync(key));
        return TypedResults.NoContent();
    }

    private static InvitationBody Body(InvitationKey key, InvitationRecord record, string? code) => new(
        key.ToString(), record.Note, record.CreatedMs, record.ExpiresMs, record.UsesMax, record.Uses, code);
}
