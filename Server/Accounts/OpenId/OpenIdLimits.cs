namespace FastChat.Server.Accounts.OpenId;

/// <summary>The limits of signing in through others, and why they are what they are.</summary>
internal static class OpenIdLimits
{
    /// <summary>Issuers put up to some kilobytes of claims into a token.</summary>
    public const int TokenBytesMax = 8 * 1024;

    /// <summary>A discovery document or a key set.</summary>
    public const int DocumentBytesMax = 256 * 1024;

    public const int FetchSeconds = 10;

    /// <summary>Keys are fetched anew after so long, so that a withdrawn one ends.</summary>
    public const int KeysFreshHours = 1;

    /// <summary>An issuer that cannot be reached is taken at its old word for so long.</summary>
    public const int KeysKeptHours = 24;

    /// <summary>Made-up key ids make the server ask the issuer, but no more often than this.</summary>
    public const int RefetchSeconds = 60;

    /// <summary>How far the issuer's clock may be from ours.</summary>
    public const int ClockSkewSeconds = 60;

    /// <summary>From asking for a nonce to coming back with a token: people type passwords in between.</summary>
    public const int NonceMinutes = 10;

    /// <summary>Nonces that were used and have not ended: 16 bytes each.</summary>
    public const int NoncesUsedMax = 100_000;

    /// <summary>OpenID Connect Core: a `sub` has at most 255 ASCII characters.</summary>
    public const int SubjectBytesMax = 255;

    /// <summary>RSA keys below this are not taken.</summary>
    public const int RsaBitsMin = 2_048;
}
