using Microsoft.AspNetCore.SignalR;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>
/// What a .NET developer writes first, with the one thing that matters known: a group per user. `Clients.User` would walk
/// every connection for each message. The completion of the invocation is the ack.
/// </summary>
internal sealed class ChatHub : Hub
{
    /// <summary>The client's method that takes a message.</summary>
    public const string Message = "message";

    /// <summary>From now on this connection gets what is sent to that user or group.</summary>
    public Task Join(string name) => Groups.AddToGroupAsync(Context.ConnectionId, name);

    /// <summary>To a user.</summary>
    public Task Send(string to, ulong number, ulong id, byte[] content) =>
        Clients.Group(to).SendAsync(Message, number, id, content);

    /// <summary>To everybody else in a group.</summary>
    public Task SendToOthers(string to, ulong number, ulong id, byte[] content) =>
        Clients.OthersInGroup(to).SendAsync(Message, number, id, content);
}
