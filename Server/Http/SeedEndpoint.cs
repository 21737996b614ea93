using System.Net;
using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;

namespace FastChat.Server.Http;

/// <summary>Bulk accounts for load tests: mapped only when switched on, answered only to this machine and never to a browser.</summary>
internal static class SeedEndpoint
{
    public static void MapSeedEndpoint(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/seed", SeedAsync).WithTags("Load tests").WithName("seed").WithSummary("Make accounts without passwords, signed in.")
            .Produces<IReadOnlyList<SeededBody>>().Refuses(Code.Forbidden, Code.Malformed, Code.InvalidHandle);

    private static async Task<IResult> SeedAsync(HttpContext http, Body<SeedBody> body, Seeding seeding)
    {
        if (http.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address) || http.Request.Headers.Origin.Count > 0)
            throw new RefusalException(Code.Forbidden, "Seeding is for this machine only.");
        if (body.Value.Accounts is < 1 or > HttpLimits.SeedAccountsMax)
            throw new RefusalException(Code.Malformed, $"accounts must be between 1 and {HttpLimits.SeedAccountsMax}.");
        var seeded = await seeding.SeedAsync(body.Value.Prefix, body.Value.Accounts, http.RequestAborted);
        return new JsonResultOf<IReadOnlyList<SeededBody>>(
            [.. seeded.Select(s => new SeededBody(s.Account.ToString(), s.Device.ToString(), s.Handle, s.Access))],
            JsonShapes.Default.IReadOnlyListSeededBody);
    }
}
