using FastChat.Mls.Crypto;
using FastChat.Mls.History;

namespace FastChat.Mls.Group;

/// <summary>All that a member keeps of a group, and which of its records have changed. Not thread-safe.</summary>
internal sealed class GroupState : IDisposable
{
    private readonly SortedDictionary<ulong, PastEpoch> _past;
    private readonly SortedDictionary<ulong, Secret> _resumption;
    private readonly SortedDictionary<ulong, HistoryEpoch> _history;
    private readonly StateChanges _changes = new();
    private bool? _hasValidProposals;

    public GroupState(MlsDevice device, IMlsStateStore store, MlsGroupOptions options, StoredGroup stored)
    {
        (Device, Store, Options, Epoch, HasEnded) = (device, store, options, stored.Epoch, stored.HasEnded);
        (Proposals, Pending) = (stored.Proposals, stored.Pending);
        (_past, _resumption, _history) = (stored.Past, stored.Resumption, stored.History);
        if (!Epoch.State.Tree.Leaf(Epoch.OwnLeaf)!.SignatureKey.AsSpan().SequenceEqual(device.Signer.PublicKey.Span))
            throw new MlsException(MlsError.BadState, "the device's signature key is not that of its leaf");
        Watch(Epoch.Messages, leaf => Epoch.State.Tree.Leaf(leaf) is { } node ? MlsIdentity.Of(node) : null);
        foreach (var past in _past.Values)
        {
            Watch(past.Messages, past.Leaves.Find);
        }
    }

    public MlsDevice Device { get; }

    public IMlsStateStore Store { get; }

    public MlsGroupOptions Options { get; }

    public MlsEpoch Epoch { get; private set; }

    public ProposalCache Proposals { get; }

    public PendingCommit? Pending { get; private set; }

    public bool HasEnded { get; private set; }

    public IEnumerable<HistoryEpoch> History => _history.Values;

    /// <summary>
    /// Whether a valid proposal waits for a commit: until then no application data is sent (RFC 9420 section 12.4). One that nobody could
    /// commit holds nobody up.
    /// </summary>
    public bool HasValidProposals => _hasValidProposals ??= Proposals.All.Any(
        new ProposalRules(Epoch.State, Epoch.State.Context.Extensions, Device.Validation).IsValid);

    public PastEpoch? FindPast(ulong epoch) => _past.GetValueOrDefault(epoch);

    public Secret? FindResumption(ulong epoch) => epoch == Epoch.Number ? Epoch.Secrets.Resumption : _resumption.GetValueOrDefault(epoch);

    /// <summary>A group that begins here, or that was joined: everything is to be written.</summary>
    public void MarkAll()
    {
        MarkMain();
        MarkTree(Epoch.Messages);
        MarkProposals();
    }

    public void MarkProposals()
    {
        _hasValidProposals = null;
        _changes.Set(RecordNames.Proposals, Proposals.Write);
    }

    public void MarkRatchet(MessageKeys messages, uint leaf) =>
        _changes.Set(RecordNames.Ratchet(messages.Epoch, leaf), messages.Ratchets.Of(leaf).Write);

    public void SetPending(PendingCommit? pending)
    {
        Pending?.Dispose();
        Pending = pending;
        if (pending is null)
            _changes.Delete(RecordNames.Pending);
        else
            _changes.Set(RecordNames.Pending, pending.Write);
    }

    /// <summary>Goes to the next epoch. What only the old one needed is erased.</summary>
    public void Advance(MlsEpoch next)
    {
        if (ReferenceEquals(Pending?.Next, next))
            Pending = null;
        SetPending(null);
        var (old, leaves) = (Epoch, LeafTable.Of(Epoch.State.Tree));
        _resumption[old.Number] = old.Secrets.Resumption.Copy();
        var past = new PastEpoch(old.Retire(), leaves, old.OwnLeaf);
        _past[old.Number] = past;
        _changes.Set(RecordNames.Past(old.Number), past.Write);
        Watch(past.Messages, leaves.Find);
        Epoch = next;
        Watch(next.Messages, leaf => next.State.Tree.Leaf(leaf) is { } node ? MlsIdentity.Of(node) : null);
        Proposals.Clear();
        Trim();
        MarkAll();
    }

    /// <summary>The group is over for this member: its secrets are erased, the epoch's public part stays for what is asked of it.</summary>
    public void End()
    {
        SetPending(null);
        HasEnded = true;
        Epoch.End();
        foreach (var secret in _resumption.Values)
        {
            secret.Dispose();
        }

        _resumption.Clear();
        Proposals.Clear();
        MarkMain();
        MarkProposals();
    }

    public void ForgetHistory(ulong lastEpoch)
    {
        foreach (var number in _history.Keys.Where(n => n <= lastEpoch).ToList())
        {
            _history.Remove(number, out var epoch);
            epoch!.Dispose();
            _changes.Delete(RecordNames.History(number));
        }
    }

    public void Save(ReadOnlyMemory<byte> outgoing = default)
    {
        if (!_changes.IsEmpty)
            _changes.SaveTo(Store, Epoch.State.Context.GroupId, outgoing);
    }

    public void Dispose()
    {
        Epoch.Dispose();
        Pending?.Dispose();
        Proposals.Clear();
        foreach (var disposable in _past.Values.Concat<IDisposable>(_resumption.Values).Concat(_history.Values))
        {
            disposable.Dispose();
        }
    }

    private void MarkMain()
    {
        var stored = new StoredGroup(Epoch, HasEnded, Proposals, Pending, _past, _resumption, _history);
        _changes.Set(RecordNames.Main, stored.WriteMain);
    }

    private void MarkTree(MessageKeys messages) => _changes.Set(RecordNames.Tree(messages.Epoch), messages.Ratchets.Write);

    /// <summary>When a sender's ratchets are opened, the frontier has changed, and history wants its first secret.</summary>
    private void Watch(MessageKeys messages, Func<uint, MlsIdentity?> identity) => messages.Ratchets.Opened = (leaf, application) =>
    {
        MarkTree(messages);
        MarkRatchet(messages, leaf);
        if (!Options.KeepHistory || identity(leaf) is not { } sender)
            return;
        if (!_history.TryGetValue(messages.Epoch, out var history))
            _history[messages.Epoch] = history = new HistoryEpoch(messages.ContextBytes, messages.SenderData.Copy());
        history.Add(new HistorySender(leaf, sender, application.Copy()));
        _changes.Set(RecordNames.History(messages.Epoch), history.Write);
    };

    private void Trim()
    {
        while (_past.Count > Math.Clamp(Options.PastEpochs, 0, MlsLimits.PastEpochsMax))
        {
            var oldest = _past.First();
            _past.Remove(oldest.Key);
            _changes.Delete(RecordNames.Past(oldest.Key));
            _changes.Delete(RecordNames.Tree(oldest.Key));
            foreach (var leaf in oldest.Value.Messages.Ratchets.Senders)
            {
                _changes.Delete(RecordNames.Ratchet(oldest.Key, leaf));
            }

            oldest.Value.Dispose();
        }

        while (_resumption.Count > MlsLimits.ResumptionEpochsMax)
        {
            var oldest = _resumption.First();
            _resumption.Remove(oldest.Key);
            oldest.Value.Dispose();
        }
    }
}
