namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>How many uploaded bytes are kept; 0: as many as the server's option says.</summary>
internal sealed record QuotaBody(long MediaBytesMax);
