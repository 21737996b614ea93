using FastChat.Mls.Crypto;

namespace FastChat.Mls.Schedule;

/// <summary>A key that a received message needs, and what its ratchet becomes when the message proves genuine. RFC 9420, section 9.1.</summary>
internal sealed class RatchetStep(HashRatchet ratchet, uint generation, Secret keyAndNonce, List<(uint, Secret)> skipped, Secret? following)
    : IDisposable
{
    private bool _accepted;

    public Secret KeyAndNonce => keyAndNonce;

    /// <summary>Moves the ratchet; the key is consumed.</summary>
    public void Accept()
    {
        ratchet.Accept(generation, skipped, following);
        _accepted = true;
    }

    public void Dispose()
    {
        keyAndNonce.Dispose();
        if (_accepted)
            return;
        following?.Dispose();
        skipped.ForEach(s => s.Item2.Dispose());
    }
}
