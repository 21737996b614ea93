using System.Globalization;
using System.Net;
using FastChat.Bench.Peers.Raw;
using FastChat.Bench.Peers.SignalR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FastChat.Bench.Peers;

/// <summary>
/// `peer raw|signalr --port N`: a peer as a process of its own, as <see cref="PeerProcess"/> starts it. It prints its
/// address once it listens, and ends when its standard input does: a peer never outlives the run it was started for.
/// </summary>
internal static class PeerServer
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (!TryParse(args, out var kind, out var port))
            return 2;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => Listen(listen, kind));
        });
        if (kind == PeerKind.Raw)
            RelayServices.Add(builder.Services);
        else
            HubServices.Add(builder.Services);
        await using var app = builder.Build();
        if (kind == PeerKind.SignalR)
            HubServices.Map(app);
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Urls.Single()).Authority);
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    private static void Listen(ListenOptions listen, PeerKind kind)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (kind == PeerKind.Raw)
            RelayServices.Use(listen);
    }

    private static bool TryParse(string[] args, out PeerKind kind, out int port)
    {
        port = 0;
        kind = default;
        return args is [var name, "--port", var number]
            && Enum.TryParse(name, ignoreCase: true, out kind)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }
}
