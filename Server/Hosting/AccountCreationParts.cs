using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Handlers;

namespace FastChat.Server.Hosting;

/// <summary>The registrations of what makes accounts and says what they may: registering, and the bots behind webhooks.</summary>
internal static class AccountCreationParts
{
    public static void AddAccountCreation(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new Live<RegistrationPolicy>(OptionParts.Registration(options)));
        services.AddSingleton<AccountStanding>();
        services.AddSingleton<HandleClaims>().AddSingleton<EndedWebhooks>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<Admission>();
        services.AddSingleton<AccountCreation>();
    }
}
