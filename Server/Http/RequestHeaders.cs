namespace FastChat.Server.Http;

/// <summary>Tells the API's description which headers an endpoint reads.</summary>
internal sealed record RequestHeaders(params (string Name, bool Required, string Description)[] Named);
