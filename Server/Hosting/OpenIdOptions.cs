namespace FastChat.Server.Hosting;

/// <summary>An OpenID Connect issuer whose word about people is taken.</summary>
public sealed record OpenIdOptions
{
    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its `iss`, to the letter; its discovery document lies under it. https, or http on loopback.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>For whom its tokens must be made (`aud`): the ids that it knows our clients by. The first is told to clients.</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>Whether it makes accounts although registration is closed or by invitation.</summary>
    public bool MakesAccounts { get; init; }
}
