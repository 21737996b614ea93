using System.Globalization;
using FastChat.Protocol;
using FastChat.Server.Http.Bodies;

namespace FastChat.Server.Http;

/// <summary>Tells the API's description which codes an endpoint answers with.</summary>
internal static class RefusalMetadata
{
    /// <summary>Documents one problem+json answer per HTTP status.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params Code[] codes)
    {
        foreach (var status in codes.GroupBy(code => code.Status()))
        {
            var names = string.Join(", ", status.Select(code => string.Create(CultureInfo.InvariantCulture, $"{(int)code} {code}")));
            route.WithMetadata(new RefusalNames(status.Key, names));
            route.Produces<ProblemBody>(status.Key, ProblemWriter.ContentType);
        }

        return route;
    }
}
