using FastChat.Bench.Load;
using FastChat.Bench.Micro;
using FastChat.Bench.Peers;

// Exit codes: 0 all checks passed · 1 a check failed or the run could not be made · 2 wrong arguments.
if (args is ["peer", ..])
    return await PeerServer.RunAsync(args[1..]);
if (args is ["micro", ..])
    return MicroRun.Run(args[1..]);
if (args is not ["load", ..])
{
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}
if (!LoadArguments.TryParse(args.AsSpan(1), out var arguments, out var problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}
using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // so that the server process is ended and its directory removed
    cancel.Cancel();
};
return await LoadRun.RunAsync(arguments, cancel.Token);
