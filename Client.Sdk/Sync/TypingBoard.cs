using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>Who types where. Never stored. Any thread reads; the event reader and one timer write; all under the gate.</summary>
internal sealed class TypingBoard : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ConversationId, Dictionary<AccountId, long>> _typing = [];
    private readonly ChangeFeed _changes;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public TypingBoard(ChangeFeed changes, TimeProvider time)
    {
        (_changes, _time) = (changes, time);
        _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IReadOnlyList<AccountId> Read(ConversationId id)
    {
        lock (_gate)
            return _typing.TryGetValue(id, out var accounts) ? [.. accounts.Keys] : [];
    }

    public void Apply(Wire.TypingEvent typing)
    {
        if (!ConversationId.TryRead(typing.ConversationId.Span, out var id) || !AccountId.TryRead(typing.Account.Span, out var account))
            return;
        if (!typing.Active)
        {
            Clear(id, account);
            return;
        }

        lock (_gate)
        {
            if (!_typing.TryGetValue(id, out var accounts))
                _typing.Add(id, accounts = []);
            if (accounts.Count >= Wire.ProtocolLimits.LiveTypingMembersMax)
                return;
            accounts[account] = Now() + EngineLimits.TypingMilliseconds;
            Arm();
        }

        _changes.Publish(id, ChangeKinds.Typing);
    }

    /// <summary>Whoever's message is here has done typing it.</summary>
    public void Clear(Wire.Block block)
    {
        if (!ConversationId.TryRead(block.ConversationId.Span, out var id))
            return;
        foreach (var entry in block.Entries)
        {
            if (AccountId.TryRead(entry.SenderAccount.Span, out var account))
                Clear(id, account);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Clear(ConversationId id, AccountId account)
    {
        lock (_gate)
        {
            if (!_typing.TryGetValue(id, out var accounts) || !accounts.Remove(account))
                return;
            if (accounts.Count == 0)
                _typing.Remove(id);
        }

        _changes.Publish(id, ChangeKinds.Typing);
    }

    private void Expire()
    {
        List<(ConversationId Id, AccountId Account)> over;
        lock (_gate)
        {
            var now = Now();
            over = [.. from pair in _typing from entry in pair.Value where entry.Value <= now select (pair.Key, entry.Key)];
        }

        foreach (var (id, account) in over)
            Clear(id, account);
        lock (_gate)
            Arm();
    }

    private void Arm()
    {
        if (_typing.Count == 0)
            return;
        var next = _typing.Values.SelectMany(accounts => accounts.Values).Min() - Now();
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, next)), Timeout.InfiniteTimeSpan);
    }

    private long Now() => (long)_time.GetElapsedTime(0).TotalMilliseconds;
}
