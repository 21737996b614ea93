using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Framing;
using FastChat.Mls.History;
using FastChat.Mls.Messages;
using FastChat.Mls.Schedule;

namespace FastChat.Mls;

/// <summary>
/// Reads stored PrivateMessages of past epochs, on whatever device holds the keyring: per epoch the sender-data secret, and for each
/// active sender the application secret of generation 0 (RFC 9420 section 9.1) and the signature key. It can read, not send, and
/// nothing of a live ratchet is in it. Keep it sealed: it opens every message of its epochs. Not thread-safe.
/// </summary>
public sealed class MlsHistoryKeyring : IDisposable
{
    private const byte Version = 1;
    private readonly SortedDictionary<ulong, HistoryEpoch> _epochs = [];
    private readonly Dictionary<(ulong Epoch, uint Leaf), HistoryRatchet> _ratchets = [];

    internal MlsHistoryKeyring(IEnumerable<HistoryEpoch> epochs)
    {
        foreach (var epoch in epochs)
        {
            _epochs[epoch.Context.Epoch] = epoch;
        }
    }

    /// <summary>The epochs whose messages it reads.</summary>
    public IReadOnlyList<long> Epochs => [.. _epochs.Keys.Select(e => (long)e)];

    /// <summary>Reads what <see cref="Export"/> gave.</summary>
    public static MlsHistoryKeyring Import(ReadOnlySpan<byte> bytes)
    {
        var reader = new TlsReader(bytes);
        if (reader.U8() is var version && version != Version)
            throw new MlsException(MlsError.BadState, $"history keyring version {version}");
        var keyring = new MlsHistoryKeyring(reader.List<HistoryEpoch>());
        reader.End();
        return keyring;
    }

    /// <summary>The keyring as bytes, to be sealed under a backup key. Zero the array when it is written.</summary>
    public byte[] Export()
    {
        using var writer = new TlsWriter(1024);
        writer.U8(Version);
        writer.List(_epochs.Values);
        return writer.ToArray();
    }

    /// <summary>
    /// Takes over the epochs of another keyring of the same group; senders that only one of them knows are merged. Throws
    /// <see cref="MlsError.WrongGroup"/>, and takes nothing, when an epoch of both is not the same one.
    /// </summary>
    public void Merge(MlsHistoryKeyring other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (number, theirs) in other._epochs)
        {
            if (_epochs.TryGetValue(number, out var own) && !own.ContextBytes.AsSpan().SequenceEqual(theirs.ContextBytes))
                throw new MlsException(MlsError.WrongGroup, $"epoch {number} is another group's in the other keyring");
        }

        Take(other._epochs.Values);
    }

    internal void Take(IEnumerable<HistoryEpoch> epochs)
    {
        foreach (var epoch in epochs)
        {
            if (!_epochs.TryGetValue(epoch.Context.Epoch, out var own))
                _epochs[epoch.Context.Epoch] = own = new HistoryEpoch(epoch.ContextBytes, epoch.SenderData.Copy());
            foreach (var sender in epoch.Senders)
            {
                own.Add(sender with { Application = sender.Application.Copy() });
            }
        }
    }

    /// <summary>
    /// Decrypts a stored application message (an MLSMessage) and verifies its signature. Any order works, and any number of times; in the
    /// order of generations it costs least. Throws <see cref="MlsError.PastEpoch"/> when the epoch or sender is not in the keyring.
    /// </summary>
    public MlsHistoryMessage Read(ReadOnlySpan<byte> message)
    {
        var sealedMessage = MlsMessage.Decode(message).Private ?? throw new MlsException(MlsError.Unsupported, "history holds private messages only");
        if (!_epochs.TryGetValue(sealedMessage.Epoch, out var epoch) || sealedMessage.ContentType != ContentType.Application)
            throw new MlsException(MlsError.PastEpoch, $"the keyring does not read this message of epoch {sealedMessage.Epoch}");
        if (!epoch.Context.GroupId.AsSpan().SequenceEqual(sealedMessage.GroupId))
            throw new MlsException(MlsError.WrongGroup, "the message belongs to another group");
        var suite = Suite.Of(epoch.Context.CipherSuite);
        var data = SenderData.Open(suite, epoch.SenderData, sealedMessage);
        var sender = epoch.Find(data.LeafIndex) ?? throw new MlsException(MlsError.PastEpoch, $"the keyring does not know leaf {data.LeafIndex}");
        using var key = RatchetFor(sealedMessage.Epoch, sender).Find(suite, data.Generation);
        var opened = PrivateFraming.Open(suite, sealedMessage, data, key);
        ContentSignature.Verify(opened, sender.Identity.SignatureKey.ToArray(), epoch.ContextBytes);
        return new MlsHistoryMessage((long)sealedMessage.Epoch, new MlsMember((int)sender.Leaf, sender.Identity), data.Generation,
            opened.Content.Application, sealedMessage.AuthenticatedData);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var ratchet in _ratchets.Values)
        {
            ratchet.Dispose();
        }

        foreach (var epoch in _epochs.Values)
        {
            epoch.Dispose();
        }
    }

    private HistoryRatchet RatchetFor(ulong epoch, HistorySender sender)
    {
        if (!_ratchets.TryGetValue((epoch, sender.Leaf), out var ratchet))
            _ratchets[(epoch, sender.Leaf)] = ratchet = new HistoryRatchet(sender.Application.Copy());
        return ratchet;
    }
}
