using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using FastChat.Server.Indexing;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Commit;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FastChat.Server.Hosting;

/// <summary>Puts the stages between session and storage together: handlers, router, loops, publisher.</summary>
internal static class MessagePath
{
    /// <summary>
    /// Needs <see cref="ChatDatabase"/>, <see cref="TimeProvider"/>, <see cref="IIdSource"/>,
    /// <see cref="PresenceBoard"/>, <see cref="IMediaReferences"/> and <see cref="Auth.AuthLimiter"/> beside it. <see cref="ICommitLog"/> and <see cref="IConversationStore"/> may be
    /// replaced afterwards: the seams of invariant A8.
    /// </summary>
    public static IServiceCollection AddMessagePath(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<ICommitLog>(provider => new MeasuredCommitLog(
            provider.GetRequiredService<ChatDatabase>().Commits, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IConversationStore>(provider =>
            new ConversationStore(provider.GetRequiredService<ChatDatabase>(), options.EditHistoryKept));
        services.AddSingleton(provider =>
            new PublishedCommits(provider.GetRequiredService<ChatDatabase>().RecoveredCommitNumbers));
        services.TryAddSingleton<DeviceDirectory>();
        services.AddSingleton(provider => CreateRouter(provider, options));
        services.AddSingleton<RecordWriter>();
        services.AddSingleton<Privacy>();
        services.AddSingleton<PersonalStore>();
        services.AddSingleton<PersonalPages>();
        services.AddSingleton<INotificationRules, NotificationRules>();
        services.AddSingleton(new MembersLimit(options.MembersMax));
        services.AddSingleton<ConversationReads>();
        services.AddSingleton<IConversationPages>(provider => provider.GetRequiredService<ConversationReads>());
        services.AddSingleton<IAcquaintances, Acquaintances>();
        services.AddSingleton<GroupReads>();
        services.AddSingleton<GroupHandler>();
        services.AddSingleton<ChannelHandles>();
        services.AddSingleton<ChannelPreviews>();
        services.AddSingleton<JoinHandler>();
        services.AddSingleton<ConversationStateReader>();
        services.AddSingleton<ListTrimmer>();
        services.AddSingleton<SyncReader>();
        services.AddSingleton<EntryTargets>();
        services.AddSingleton<SendMessageHandler>();
        services.AddSingleton<ReferenceReader>();
        services.AddSingleton<HistoryHandler>();
        services.AddSingleton<ReferenceHandler>();
        services.AddSingleton<PollHandler>();
        services.TryAddSingleton(new Live<MediaOptions>(OptionParts.Media(options)));
        services.AddSingleton<MediaLedger>();
        services.AddSingleton<MediaHandler>();
        services.AddSingleton<PersonalHandler>();
        services.AddSingleton<ScheduleHandler>();
        services.AddSingleton<TimerRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<TimerRunner>());
        services.AddSingleton<SyncHandler>();
        services.AddSingleton<SubscriptionHandler>();
        services.AddSingleton<CursorHandler>();
        services.AddSingleton<LiveHandler>();
        services.AddSingleton<PresenceHandler>();
        services.AddSingleton<ConversationCompactor>();
        services.AddSingleton<ConversationHandler>();
        services.AddSingleton<Succession>();
        services.AddSingleton<IGroupDepartures, GroupDepartures>();
        services.AddSingleton<MemberHandler>();
        services.AddSingleton<AccountHandler>();
        services.AddSingleton<SearchHandler>();
        services.AddSingleton<PreferenceHandler>();
        services.AddSingleton<ContactHandler>();
        services.AddAccountCreation(options);
        services.AddSingleton(new Live<IncomingWebhookLimits>(OptionParts.IncomingWebhooks(options)));
        services.AddSingleton<WebhookHandler>();
        services.AddSingleton<MessageRemoval>();
        services.AddSingleton<PushHandler>();
        services.AddSingleton<ServerRecords>();
        services.AddSingleton(new Live<ReportPolicy>(OptionParts.Reports(options)));
        services.AddSingleton<ReportHandler>();
        services.TryAddSingleton(new Live<AuthOptions>(OptionParts.Auth(options)));
        services.TryAddSingleton<AuthLimiter>();
        services.TryAddSingleton(new ServerName(options.ServerHandle, options.ServerDisplayName));
        services.AddSingleton<SearchIndexer>();
        services.AddHostedService(provider => provider.GetRequiredService<SearchIndexer>());
        services.AddOutbound(options);
        services.AddPush(options);
        services.AddWebhooks(options);
        return services.AddSingleton<IRequestPipeline, RequestPipeline>();
    }

    /// <summary>The caller starts it once the server is ready, and disposes it before the database.</summary>
    private static ShardRouter CreateRouter(IServiceProvider services, ServerOptions options)
    {
        var database = services.GetRequiredService<ChatDatabase>();
        var commitNumbers = (long[])database.RecoveredCommitNumbers.Clone();
        var loops = options.ShardLoops == 0 ? Environment.ProcessorCount : options.ShardLoops;
        return new ShardRouter(Math.Min(loops, Identifier.ShardCount), (index, wake) => new ShardLoop(
            services.GetRequiredService<IConversationStore>(),
            services.GetRequiredService<ICommitLog>(),
            new CommitBatch((byte)index, commitNumbers, database.FirstTurn((byte)index)),
            services.GetRequiredService<PublishedCommits>(),
            services.GetRequiredService<DeviceDirectory>(),
            trimsFeed: index == 0,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ShardLoop>>(),
            wake));
    }
}
