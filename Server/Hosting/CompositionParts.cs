using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Delivery;
using FastChat.Server.Media;
using FastChat.Server.Transport;
using FastChat.Storage;
using FastChat.Storage.Media;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace FastChat.Server.Hosting;

/// <summary>The registrations of each part, with the options that concern it.</summary>
internal static class CompositionParts
{
    private const int ReadBufferBytesMax = 2 * ProtocolLimits.ClientFrameBytesMax;

    public static void AddStorage(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(provider => ChatDatabase.Open(Storage(options), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new MediaFiles(options.DataDirectory));
        services.AddSingleton(_ => new UploadFiles(options.DataDirectory));
        if (options.PrepareLog) services.AddHostedService<PreparedLog>();
    }

    public static void AddAccounts(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new Live<AuthOptions>(OptionParts.Auth(options)));
        services.AddSingleton<IDeviceStates, DeviceStates>();
        services.AddSingleton(provider => new AccessTokens(
            provider.GetRequiredService<ChatDatabase>().Secret(AccessTokens.SecretName),
            provider.GetRequiredService<IDeviceStates>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAccessTokens>(provider => provider.GetRequiredService<AccessTokens>());
        services.AddSingleton(new PasswordHasher(
            new PasswordCost(options.PasswordMemoryKiB, options.PasswordPasses),
            options.PasswordWorkers > 0 ? options.PasswordWorkers : Math.Max(1, Environment.ProcessorCount / 2),
            options.PasswordQueueMax));
        services.AddSingleton<AuthLimiter>();
        services.AddSingleton<DeviceSessions>();
        services.AddSingleton(new ServerName(options.ServerHandle, options.ServerDisplayName));
        services.AddSingleton<Registration>();
        services.AddSingleton<Guests>();
        services.AddSingleton<Bots>();
        services.AddExternalAccounts(options);
        services.AddSingleton<SignIn>();
        services.AddAccountProofs(options.Mail);
        services.AddSingleton<Profiles>();
        services.AddSingleton<Seeding>();
    }

    public static void AddMedia(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new Live<MediaOptions>(OptionParts.Media(options)));
        if (options.ClamdAddress is { } text && ClamdAddress.Parse(text) is { } clamd)
        {
            services.AddSingleton<IContentScanner>(provider => new ClamdScanner(
                clamd, TimeSpan.FromSeconds(options.ClamdTimeoutSeconds), provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<MediaScan>();
        services.AddSingleton<MediaUploads>();
        services.AddSingleton<UploadTurns>();
        services.AddSingleton<UploadParts>();
        services.AddSingleton<PartialUploads>();
        services.AddSingleton<MediaCollector>();
        services.AddSingleton<MediaReader>();
        services.AddSingleton<IMediaReferences, MediaReferences>();
        services.AddHostedService<MediaSweep>();
    }

    public static void AddConnections(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<IPresenceStore, LastSeen>();
        services.AddTransport(OptionParts.Transport(options), OptionParts.Sessions(options));
        // A whole client frame may wait in the pipe; Kestrel's own default is a megabyte.
        services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = ReadBufferBytesMax);
    }

    /// <summary>How the options describe the database; the commands that open it directly use this too.</summary>
    public static StorageOptions Storage(ServerOptions options) => new()
    {
        DataDirectory = options.DataDirectory,
        KeyFile = options.KeyFile,
        KeyText = options.KeyText,
        SyncWrites = options.SyncWrites,
    };
}
