using FastChat.Server.Administration;
using FastChat.Server.Concurrency;
using FastChat.Server.Transport;
using FastChat.Storage.Administration;

namespace FastChat.Server.Hosting;

/// <summary>The registrations of administering.</summary>
internal static class AdministrationParts
{
    public static void AddAdministration(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new Live<AdministrationOptions>(OptionParts.Administration(options)));
        services.AddSingleton(_ => new ArchiveFiles(options.DataDirectory));
        services.AddSingleton<Jobs>();
        services.AddSingleton<AccountArchive>();
        services.AddSingleton<ExportWork>();
        services.AddSingleton<Deletions>();
        services.AddSingleton<OwnMessages>().AddSingleton<Departures>().AddSingleton<OwnMedia>().AddSingleton<OwnBots>().AddSingleton<Owners>().AddSingleton<OwnReports>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<ServerAccount>();
        services.AddSingleton<Reports>();
        services.AddSingleton<IJobWork>(provider => provider.GetRequiredService<ExportWork>());
        services.AddSingleton<IJobWork, DeletionWork>();
        services.AddSingleton<IJobWork, AnnouncementWork>();
        services.AddHostedService<JobRunner>();
        services.AddSingleton<LiveOptions>().AddSingleton<OptionsReload>();
        services.AddSingleton<IOptionsReload>(provider => provider.GetRequiredService<OptionsReload>());
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AccountAdministration>();
        services.AddSingleton<OperatorKeys>();
        services.AddSingleton<AddressBans>();
        services.AddSingleton<IAddressGate>(provider => provider.GetRequiredService<AddressBans>());
    }
}
