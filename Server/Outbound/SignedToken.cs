using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FastChat.Server.Outbound;

/// <summary>Makes the tokens by which the server shows others who it is. Thread-safe.</summary>
internal static class SignedToken
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <param name="key">The private key; its id, if it has one, is named in the header.</param>
    /// <param name="algorithm">`ES256` or `RS256`.</param>
    /// <param name="claims">All claims; nothing is added.</param>
    public static string Create(SecurityKey key, string algorithm, Dictionary<string, object> claims) =>
        Handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(key, algorithm)
            {
                // Else a static cache would hold keys of servers that are gone.
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
        });
}
