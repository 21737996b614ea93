using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Tests.Recovery.History;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>A bug, where it is planted, and the promises of which it breaks at least one.</summary>
internal sealed record PlantedBug(string Name, params Invariant[] Breaks)
{
    public Action<IServiceCollection> Parts { get; init; } = _ => { };

    public Func<IFramePlant> Frames { get; init; } = () => new HonestFrames();

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        Store("acks a block that it drops", s => new DroppedRecordStore(s), Invariant.AckedIsKept, Invariant.Contiguous),
        Log("acks a turn that it drops", l => new DroppedTurnCommitLog(l), Invariant.AckedIsKept, Invariant.Contiguous),
        Log("publishes before the sync", l => new UnsyncedCommitLog(l, turnsSynced: 30), Invariant.AckedIsKept, Invariant.OneOrder),
        Store("swaps two entries", s => new RewrittenBlockStore(s, RewrittenBlockStore.SwapTwoEntries), Invariant.OneOrder, Invariant.OneSequence),
        Store("stores a turn's entries twice", s => new RewrittenBlockStore(s, RewrittenBlockStore.StoreTwice), Invariant.OneSequence, Invariant.Contiguous),
        Store("alters content", s => new RewrittenBlockStore(s, RewrittenBlockStore.AlterContent), Invariant.AckedIsKept, Invariant.OneOrder),
        Store("forgets send windows on restart", s => new ForgottenWindowsStore(s), Invariant.SenderOrder),
        Store("leaves a gap after a restart", s => new GapAfterRestartStore(s), Invariant.Contiguous),
        Store("miscounts ordinals", s => new MiscountedOrdinalStore(s), Invariant.Cursors),
        Store("reads stale heads after an ack", s => new StaleHeadStore(s), Invariant.ReadYourWrites),
        Store("moves cursors back", s => new BackwardsCursorStore(s), Invariant.Cursors),
        Store("does not check membership", s => new KeptMembersStore(s), Invariant.Membership),
        new("loses a block at a page's border", Invariant.AckedIsKept, Invariant.Contiguous)
        {
            Parts = services => services.Decorate<IConversationPages>(pages => new BorderPages(pages)),
        },
        new("acks with a wrong sequence", Invariant.OneSequence, Invariant.OneOrder) { Frames = () => new WrongAckFrames() },
        new("fans out in another order", Invariant.Monotonic) { Frames = () => new ReorderedFrames() },
        new("delivers past leave", Invariant.Membership) { Frames = () => new PastLeaveFrames() },
    ];

    public override string ToString() => Name;

    private static PlantedBug Store(string name, Func<IConversationStore, IConversationStore> wrap, params Invariant[] breaks) =>
        new(name, breaks) { Parts = services => services.Decorate(wrap) };

    private static PlantedBug Log(string name, Func<ICommitLog, ICommitLog> wrap, params Invariant[] breaks) =>
        new(name, breaks) { Parts = services => services.Decorate(wrap) };
}
