using FastChat.Protocol;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Server.Transport;

namespace FastChat.Server.Http.Admin;

/// <summary>Keeps banned addresses out, limits the others, and the admin API on its own port where it has one.</summary>
internal static class AdminPaths
{
    public const string Prefix = "/v1/admin";

    public static void UseAdminPaths(this WebApplication application, bool isApart)
    {
        var gate = application.Services.GetRequiredService<IAddressGate>();
        var limiter = application.Services.GetRequiredService<AuthLimiter>();
        application.Use((http, next) =>
        {
            if (gate.IsBanned(http.Connection.RemoteIpAddress)) throw new RefusalException(Code.AddressBanned, "This address is banned.");
            limiter.RequireHttp(http.Connection.RemoteIpAddress);
            var isAdmin = http.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal);
            var isOperator = http.Features.Get<OperatorConnection>() is not null;
            var isHere = http.Features.Get<AdminListener>() is not null;
            return (isAdmin && isApart && !isHere && !isOperator) || (isHere && !isAdmin)
                ? throw new RefusalException(Code.UnknownRequest, "There is nothing at this path.")
                : next(http);
        });
    }
}
