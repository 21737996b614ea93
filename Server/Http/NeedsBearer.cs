namespace FastChat.Server.Http;

/// <summary>Marks an endpoint that needs an access token; the API's description reads it.</summary>
internal sealed class NeedsBearer;
