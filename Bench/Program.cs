using System.Runtime.InteropServices;
using FastChat.Bench.Load;
using FastChat.Bench.Micro;
using FastChat.Bench.Peers;

// Exit codes: 0 all checks passed · 1 a check failed or the run could not be made · 2 wrong arguments.
const string Commands = "usage: load | compare | micro";
using var cancel = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // so that the server process is ended and its directory removed
    cancel.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
var command = string.Join(' ', args);
switch (args)
{
    case ["--help"]:
        return Help($"{Commands}\n{LoadOptions.Usage}");
    case ["load", .. var rest] when rest.Contains("--help"):
        return Help(LoadOptions.Usage);
    case ["compare", .. var rest] when rest.Contains("--help"):
        return Help($"{CompareArguments.Usage}\n\n{LoadOptions.Usage}");
    case ["load", .. var rest]:
        return LoadArguments.TryParse(rest, out var load, out var problem)
            ? await LoadRun.RunAsync(load, command, cancel.Token)
            : Wrong(problem, LoadOptions.Usage);
    case ["compare", .. var rest]:
        return CompareArguments.TryParse(rest, out var compare, out problem)
            ? await CompareRun.RunAsync(compare, command, cancel.Token)
            : Wrong(problem, CompareArguments.Usage);
    case ["micro", .. var rest]:
        return MicroRun.Run(rest);
    case ["peer", .. var rest]:
        return await PeerServer.RunAsync(rest);
    default:
        return Wrong(Commands, LoadOptions.Usage);
}

static int Help(string usage)
{
    Console.WriteLine(usage);
    return 0;
}

static int Wrong(string problem, string usage)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(usage);
    return 2;
}
