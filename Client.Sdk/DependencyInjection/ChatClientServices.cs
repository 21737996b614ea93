using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Client;

/// <summary>Adds clients to a host's services.</summary>
public static class ChatClientServices
{
    /// <summary>
    /// Adds a <see cref="ChatClient"/>, one for the whole host, which disposes of it. It does nothing until somebody calls
    /// <see cref="ChatClient.ResumeAsync"/> or signs in.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Makes the options, when the client is first asked for.</param>
    /// <param name="key">A key, to have several accounts in one host: each with its own <see cref="ChatClientOptions.StorePath"/>.</param>
    public static IServiceCollection AddFastChatClient(
        this IServiceCollection services, Func<IServiceProvider, ChatClientOptions> options, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return key is null
            ? services.AddSingleton(provider => new ChatClient(options(provider)))
            : services.AddKeyedSingleton(key, (provider, _) => new ChatClient(options(provider)));
    }
}
