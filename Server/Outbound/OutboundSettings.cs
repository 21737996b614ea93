namespace FastChat.Server.Outbound;

/// <summary>Which addresses beyond the public ones the server may call by itself.</summary>
/// <param name="LoopbackAllowed">This machine.</param>
/// <param name="PrivateAllowed">Private networks (RFC 1918, RFC 4193, RFC 6598).</param>
internal sealed record OutboundSettings(bool LoopbackAllowed, bool PrivateAllowed);
