namespace FastChat.Bench.Load.Processes;

/// <summary>A server process that this run started, and whose processor time and memory are measured.</summary>
internal interface ITargetProcess
{
    int Id { get; }

    /// <summary>From starting the process until it could be connected to.</summary>
    TimeSpan StartUp { get; }
}
