using FastChat.Protocol;
using FastChat.Server.Routing;

namespace FastChat.Tests.Server.Routing;

/// <summary>Keeps every loop inside a turn until it is disposed, so that commands queue up behind it.</summary>
internal sealed class HeldLoops : IDisposable
{
    private readonly ManualResetEventSlim _release = new();

    public HeldLoops(ShardRouter router)
    {
        for (var loop = 0; loop < router.LoopCount; loop++)
        {
            var hold = new Hold((byte)loop, _release);
            Assert.That(router.TryRoute(hold), Is.True);
            hold.Entered.Wait();
        }
    }

    public void Dispose() => _release.Set();

    private sealed class Hold(byte shard, ManualResetEventSlim release) : ShardCommand
    {
        public ManualResetEventSlim Entered { get; } = new();

        public override byte Shard => shard;

        public override void Run(ShardLoop loop)
        {
            Entered.Set();
            release.Wait();
        }

        public override void Refuse(Code code, string message) => Entered.Set();
    }
}
