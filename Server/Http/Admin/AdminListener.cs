namespace FastChat.Server.Http.Admin;

/// <summary>Marks a connection to the admin API's own port, where there is nothing else.</summary>
internal sealed class AdminListener;
