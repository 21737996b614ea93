using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Storage.Administration;

namespace FastChat.Server.Http.Admin;

/// <summary>Keys for programs that administer.</summary>
internal static class AdminKeyEndpoints
{
    public static void MapAdminKeys(this RouteGroupBuilder admin)
    {
        admin.MapGet("/keys", List).WithName("adminListKeys").WithSummary("The operators' keys, without the keys themselves.");
        admin.MapPost("/keys", CreateAsync).WithName("adminCreateKey").WithSummary("Make an operator's key. It is told in this answer and never again.")
            .Produces<KeyBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.LimitReached);
        admin.MapDelete("/keys/{key}", DeleteAsync).WithName("adminDeleteKey").WithSummary("Make a key useless.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound);
    }

    private static JsonResultOf<KeyListBody> List(AdminCaller caller, OperatorKeys keys) => new(
        new KeyListBody([.. keys.ReadAll().Select(key => Body(key.Id, key.Record, null))]), JsonShapes.Default.KeyListBody);

    private static async Task<IResult> CreateAsync(
        AdminCaller caller, Body<NewKeyBody> body, OperatorKeys keys, AccountAdministration accounts, AuditLog audit)
    {
        var (name, until) = (Pages.Text(body.Value.Name, "name"), accounts.Until(body.Value.Seconds));
        var (id, record, text) = await audit.RunAsync(caller.Actor, "key.create", "", () => keys.CreateAsync(name, until));
        return new JsonResultOf<KeyBody>(Body(id, record, text), JsonShapes.Default.KeyBody, StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteAsync(AdminCaller caller, string key, OperatorKeys keys, AuditLog audit)
    {
        var id = Pages.Id<OperatorKeyId>(key, OperatorKeyId.TryParse);
        await audit.RunAsync(caller.Actor, "key.delete", id.ToString(), () => keys.DeleteAsync(id));
        return TypedResults.NoContent();
    }

    private static KeyBody Body(OperatorKeyId id, OperatorKeyRecord record, string? text) => new(
        id.ToString(), record.Name, record.CreatedMs, record.ExpiresMs == long.MaxValue ? null : record.ExpiresMs, text);
}
