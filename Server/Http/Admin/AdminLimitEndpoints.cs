using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;

namespace FastChat.Server.Http.Admin;

/// <summary>The limits in force.</summary>
internal static class AdminLimitEndpoints
{
    public static void MapAdminLimits(this RouteGroupBuilder admin)
    {
        admin.MapGet("/limits", List).WithName("adminListLimits").WithSummary("The limits in force.");
        admin.MapPost("/limits/reload", ReloadAsync).WithName("adminReloadLimits").WithSummary("Read the options again; what does not fit changes nothing.")
            .Produces<LimitListBody>().Refuses(Code.InvalidOptions, Code.NotSupported);
    }

    private static JsonResultOf<LimitListBody> List(AdminCaller caller, IOptionsReload options) => Answer(options, []);

    private static Task<JsonResultOf<LimitListBody>> ReloadAsync(AdminCaller caller, IOptionsReload options, AuditLog audit) =>
        audit.RunAsync(caller.Actor, "limits.reload", "", () => Task.FromResult(Answer(options, options.Reload())));

    private static JsonResultOf<LimitListBody> Answer(IOptionsReload options, IReadOnlyList<string> changed) => new(
        new LimitListBody([.. options.Limits().Select(limit => new LimitBody(limit.Name, limit.Value))], changed), JsonShapes.Default.LimitListBody);
}
