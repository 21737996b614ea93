namespace FastChat.Server.Http.Admin;

/// <summary>The admin API. Every action is written to the audit log.</summary>
internal static class AdminEndpoints
{
    public static void MapAdminEndpoints(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup(AdminPaths.Prefix).WithTags("Administration");
        admin.MapAdminAccounts();
        admin.MapAdminJobs();
        admin.MapAdminConversations();
        admin.MapAdminReports();
        admin.MapAdminBans();
        admin.MapAdminInvitations();
        admin.MapAdminBots();
        admin.MapAdminWebhooks();
        admin.MapAdminKeys();
        admin.MapAdminLimits();
        admin.MapAdminAudit();
    }
}
