using FastChat.Server.Accounts;
using FastChat.Server.Accounts.OpenId;
using FastChat.Server.Http;

namespace FastChat.Server.Hosting;

/// <summary>The registrations of those whose word about people is taken: issuers, and the operator's backend.</summary>
internal static class ExternalParts
{
    public static void AddExternalAccounts(this IServiceCollection services, ServerOptions options)
    {
        IReadOnlyList<OpenIdIssuer> issuers =
            [.. options.OpenId.Select(issuer => new OpenIdIssuer(issuer.Name, issuer.Issuer, issuer.ClientIds, issuer.MakesAccounts))];
        services.AddSingleton(issuers);
        services.AddSingleton<OpenIdNonces>();
        services.AddSingleton<OpenIdTokens>();
        services.AddSingleton<ExternalAccounts>();
        services.AddSingleton(new BackendKeys(options.BackendKeys));
    }
}
