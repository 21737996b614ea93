using System.Net.Security;

namespace FastChat.Server.Outbound;

/// <summary>Judges certificates of servers that are called, in place of the system: a seam for tests. Null: the system does.</summary>
internal sealed record OutboundTrust(RemoteCertificateValidationCallback? Callback);
