using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Schedule;

/// <summary>
/// One sender's chain of keys and nonces (RFC 9420 section 9.1). A secret is overwritten by its successor as soon as that is
/// derived; keys of skipped generations wait, in bounded number, for messages that come late.
/// </summary>
internal sealed class HashRatchet(Secret secret, uint generation = 0) : IDisposable
{
    private readonly SortedDictionary<uint, Secret> _skipped = [];

    /// <summary>The next generation that has not been derived.</summary>
    public uint Generation { get; private set; } = generation;

    public Secret Secret { get; private set; } = secret;

    /// <summary>Key and nonce for a message to send. They are this message's alone: the ratchet has moved on.</summary>
    public (uint Generation, Secret KeyAndNonce) Next(Suite suite)
    {
        if (Generation == uint.MaxValue)
            throw new MlsException(MlsError.WrongState, "all generations of this epoch are used: commit first");
        var keyAndNonce = Derive(suite, Secret, Generation);
        Replace(Following(Secret, Generation), Generation + 1);
        return (Generation - 1, keyAndNonce);
    }

    /// <summary>The key of a received message. Nothing changes until the step is accepted, so a forged message burns nothing.</summary>
    public RatchetStep Find(Suite suite, uint generation)
    {
        if (generation < Generation)
        {
            return _skipped.TryGetValue(generation, out var kept)
                ? new RatchetStep(this, generation, kept.Copy(), [], null)
                : throw new MlsException(MlsError.GenerationGone, $"generation {generation} was used or dropped");
        }

        if (generation - Generation > MlsLimits.GenerationsAheadMax || generation == uint.MaxValue)
            throw new MlsException(MlsError.GenerationTooFarAhead, $"generation {generation} where {Generation} is next");
        var skipped = new List<(uint, Secret)>();
        var current = Secret.Copy();
        for (var g = Generation; g < generation; g++)
        {
            skipped.Add((g, Derive(suite, current, g)));
            using var old = current;
            current = Following(old, g);
        }

        using (current)
        {
            return new RatchetStep(this, generation, Derive(suite, current, generation), skipped, Following(current, generation));
        }
    }

    internal void Accept(uint generation, List<(uint Generation, Secret Key)> skipped, Secret? following)
    {
        if (_skipped.Remove(generation, out var used))
            used.Dispose();
        if (following is not null)
            Replace(following, generation + 1);
        skipped.ForEach(s => _skipped[s.Generation] = s.Key);
        while (_skipped.Count > MlsLimits.SkippedKeysMax)
        {
            var oldest = _skipped.First();
            _skipped.Remove(oldest.Key);
            oldest.Value.Dispose();
        }
    }

    public void Write(TlsWriter writer)
    {
        writer.U32(Generation);
        writer.Bytes(Secret.Span);
        writer.U16(_skipped.Count);
        foreach (var (generation, key) in _skipped)
        {
            writer.U32(generation);
            writer.Bytes(key.Span);
        }
    }

    public static HashRatchet Read(ref TlsReader reader)
    {
        var generation = reader.U32();
        var ratchet = new HashRatchet(new Secret(reader.Vector()), generation);
        for (var count = reader.U16(); count > 0; count--)
        {
            ratchet._skipped[reader.U32()] = new Secret(reader.Vector());
        }

        return ratchet;
    }

    public void Dispose()
    {
        Secret.Dispose();
        foreach (var key in _skipped.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>Key and nonce of a generation, from its secret.</summary>
    public static Secret Derive(Suite suite, Secret secret, uint generation)
    {
        var keyAndNonce = new Secret(suite.KeyBytes + Suite.NonceBytes);
        Kdf.DeriveTreeSecret(secret.Span, "key", generation, keyAndNonce.Span[..suite.KeyBytes]);
        Kdf.DeriveTreeSecret(secret.Span, "nonce", generation, keyAndNonce.Span[suite.KeyBytes..]);
        return keyAndNonce;
    }

    /// <summary>The next generation's secret.</summary>
    public static Secret Following(Secret secret, uint generation)
    {
        var next = new Secret(Suite.HashBytes);
        Kdf.DeriveTreeSecret(secret.Span, "secret", generation, next.Span);
        return next;
    }

    private void Replace(Secret next, uint generation)
    {
        Secret.Dispose();
        (Secret, Generation) = (next, generation);
    }
}
