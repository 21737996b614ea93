using FastChat.Server.Administration;
using FastChat.Server.Transport;

namespace FastChat.Server.Hosting;

/// <summary>The registrations of administering.</summary>
internal static class AdministrationParts
{
    public static void AddAdministration(this IServiceCollection services)
    {
        services.AddSingleton<ServerRecords>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AccountAdministration>();
        services.AddSingleton<OperatorKeys>();
        services.AddSingleton<AddressBans>();
        services.AddSingleton<IAddressGate>(provider => provider.GetRequiredService<AddressBans>());
    }
}
