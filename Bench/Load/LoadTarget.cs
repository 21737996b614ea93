using System.Net;
using FastChat.Bench.Load.Processes;

namespace FastChat.Bench.Load;

/// <summary>What is measured.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Tcp">Where connections go.</param>
/// <param name="Http">Where accounts and metrics come from.</param>
internal sealed record LoadTarget(string Name, EndPoint Tcp, Uri Http)
{
    /// <summary>Whether it acks only what is synced to disk.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Null for a server that somebody else started: its processor time and memory are unknown.</summary>
    public int? ProcessId { get; init; }

    /// <summary>From starting its process until it answered; null for a server that somebody else started.</summary>
    public TimeSpan? StartUp { get; init; }

    /// <summary>A FastChat server that this run started.</summary>
    public static LoadTarget Of(string name, ServerProcess server) =>
        new(name, server.TcpEndPoint, server.Http) { ProcessId = server.Id, StartUp = server.StartUp };
}
