using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Handlers;
using FastChat.Server.Media;
using FastChat.Server.Push;
using FastChat.Server.Routing;
using FastChat.Server.Webhooks;

namespace FastChat.Server.Hosting;

/// <summary>Puts the host's hooks in their places; absent ones leave no trace.</summary>
internal static class HookParts
{
    public static void AddHooks(this IServiceCollection services, FastChatHooks hooks)
    {
        services.AddSingleton(hooks);
        if (hooks.BeforeSend is not null) services.AddSingleton<ISendReview, ReviewedSends>();
        if (hooks.AfterSend is { } after) services.AddSingleton<IEntryHook>(new ToldHook(after));
        if (hooks.Moderation is { } moderation)
            services.AddSingleton<IEntryHook>(provider => new ModeratedEntries(moderation, provider.GetRequiredService<ShardRouter>(), provider.GetRequiredService<IIdSource>()));
        if (hooks.Identity is not null) services.AddSingleton<IIdentityCheck, JudgedIdentities>();
        if (hooks.Push is { } push) services.AddSingleton<IPushTaker>(new TakenPushes(push));
        if (hooks.MediaStore is { } store) services.AddSingleton<IStoreReview>(provider => new ReviewedStores(store, provider.GetRequiredService<ILogger<ReviewedStores>>()));
        if (hooks.MediaScanner is { } scanner) services.AddSingleton<IContentScanner>(new HostScanner(scanner));
    }
}
