using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Tests.Recovery.Planted;

namespace FastChat.Tests.Server.Routing;

/// <summary>The real store, with reads that fail or take their time on demand.</summary>
internal sealed class FaultyStore(IConversationStore inner) : StoreDecorator(inner)
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _fails;
    private volatile ManualResetEventSlim? _hold;

    public bool Fails { get => _fails; set => _fails = value; }

    /// <summary>Loads wait for it.</summary>
    public ManualResetEventSlim? Hold { get => _hold; set => _hold = value; }

    /// <summary>A load has begun to wait.</summary>
    public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The load that waited has ended, with what it threw.</summary>
    public Task<Exception?> Left => _left.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public override LoadedRows Load(ConversationId conversation, IReadOnlyList<AccountId> accounts, IReadOnlyList<DeviceId> devices)
    {
        if (_fails)
        {
            throw new StorageException("A block could not be read.");
        }

        if (_hold is not { } hold)
        {
            return base.Load(conversation, accounts, devices);
        }

        _entered.TrySetResult();
        hold.Wait();
        try
        {
            var rows = base.Load(conversation, accounts, devices);
            _left.TrySetResult(null);
            return rows;
        }
        catch (Exception exception)
        {
            _left.TrySetResult(exception);
            throw;
        }
    }
}
