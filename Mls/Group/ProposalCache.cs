using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>
/// The proposals of this epoch, by reference, in the order they came (RFC 9420 section 12.1), and the private keys of this
/// member's own Updates among them.
/// </summary>
internal sealed class ProposalCache
{
    private readonly List<ResolvedProposal> _all = [];
    private readonly Dictionary<byte[], Secret> _ownUpdates = new(BytesComparer.Instance);
    private int _bytes;

    public IReadOnlyList<ResolvedProposal> All => _all;

    public bool IsEmpty => _all.Count == 0;

    public void Add(AuthenticatedContent message, Secret? ownUpdateKey = null)
    {
        var reference = message.ProposalReference();
        if (Find(reference) is not null)
            return;
        var bytes = TlsWriter.Encode(message.Content.Proposal!).Length;
        if (_all.Count == MlsLimits.PendingProposalsMax || _bytes + bytes > MlsLimits.PendingProposalsBytesMax)
            throw new MlsException(MlsError.TooLarge, "as many proposals wait for a commit already as may");
        _bytes += bytes;
        _all.Add(new ResolvedProposal(message.Content.Proposal!, message.Content.Sender, reference));
        if (ownUpdateKey is not null)
            _ownUpdates[reference] = ownUpdateKey;
    }

    public ResolvedProposal? Find(byte[] reference) => _all.Find(p => p.Reference.AsSpan().SequenceEqual(reference));

    /// <summary>The private key of an Update of this member; null for those of others.</summary>
    public Secret? OwnUpdateKey(ResolvedProposal proposal) => proposal.Reference is { } r ? _ownUpdates.GetValueOrDefault(r) : null;

    /// <summary>Forgets all, and erases the keys.</summary>
    public void Clear()
    {
        foreach (var key in _ownUpdates.Values)
        {
            key.Dispose();
        }

        _all.Clear();
        _ownUpdates.Clear();
        _bytes = 0;
    }

    public void Write(TlsWriter writer)
    {
        writer.U16(_all.Count);
        foreach (var proposal in _all)
        {
            writer.Bytes(proposal.Reference);
            proposal.Sender.Write(writer);
            proposal.Proposal.Write(writer);
            writer.Bytes(OwnUpdateKey(proposal) is { } key ? key.Span : []);
        }
    }

    public static ProposalCache Read(ref TlsReader reader)
    {
        var cache = new ProposalCache();
        for (var count = reader.U16(); count > 0; count--)
        {
            var reference = reader.Bytes();
            var sender = Sender.Read(ref reader);
            var before = reader.RestBytes;
            cache._all.Add(new ResolvedProposal(Proposal.Read(ref reader), sender, reference));
            cache._bytes += before - reader.RestBytes;
            if (reader.Vector() is { Length: > 0 } key)
                cache._ownUpdates[reference] = new Secret(key);
        }

        return cache;
    }
}
