namespace FastChat.Server.Http.Admin;

/// <summary>Marks a request that came through the admin socket: it needs no credentials.</summary>
internal sealed class OperatorConnection;
