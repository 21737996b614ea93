namespace FastChat.Server.Http;

/// <summary>
/// Tells the API's description of which type an endpoint's body is, where the endpoint itself judges it: routing would refuse another type
/// before the caller is known.
/// </summary>
internal sealed record RequestBody(string Type);
