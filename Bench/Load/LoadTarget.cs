using System.Net;
using FastChat.Bench.Load.Processes;

namespace FastChat.Bench.Load;

/// <summary>What is measured.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Tcp">Where connections go.</param>
/// <param name="Http">Where accounts and metrics come from.</param>
/// <param name="Process">Null for a server that somebody else started: its processor time and memory are unknown.</param>
internal sealed record LoadTarget(string Name, EndPoint Tcp, Uri Http, ServerProcess? Process);
