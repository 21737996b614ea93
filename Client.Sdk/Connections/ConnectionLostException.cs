namespace FastChat.Client.Connections;

/// <summary>The connection ended before the answer came. The engine repeats the request on the next one.</summary>
internal sealed class ConnectionLostException(string message) : Exception(message);
