using FastChat.Server.Delivery;
using FastChat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Support;

/// <summary>Parts of a running server that tests look into.</summary>
internal static class ServerParts
{
    public static ChatDatabase Database(this IServiceProvider services) => services.GetRequiredService<ChatDatabase>();

    public static DeviceDirectory Directory(this IServiceProvider services) => services.GetRequiredService<DeviceDirectory>();
}
