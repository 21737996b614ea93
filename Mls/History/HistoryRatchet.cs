using FastChat.Mls.Crypto;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.History;

/// <summary>
/// One sender's keys of one epoch, for reading in any order (RFC 9420 section 9.1): nothing is consumed here. Some secrets on the way are kept, so
/// that a generation costs at most <see cref="StepGenerations"/> hashes once it was passed.
/// </summary>
internal sealed class HistoryRatchet(Secret first) : IDisposable
{
    private const uint StepGenerations = 256;
    private readonly List<Secret> _steps = [first];
    private Secret _current = first.Copy();
    private uint _generation;

    /// <summary>Key and nonce of a generation. Throws <see cref="MlsError.GenerationTooFarAhead"/> beyond the limit.</summary>
    public Secret Find(Suite suite, uint generation)
    {
        if (generation > MlsLimits.HistoryGenerationsMax)
            throw new MlsException(MlsError.GenerationTooFarAhead, $"generation {generation} is more than {MlsLimits.HistoryGenerationsMax}");
        var step = Math.Min(generation / StepGenerations, (uint)_steps.Count - 1);
        if (generation < _generation || step * StepGenerations > _generation)
            MoveTo(_steps[(int)step].Copy(), step * StepGenerations);
        while (_generation < generation)
        {
            MoveTo(HashRatchet.Following(_current, _generation), _generation + 1);
            if (_generation == _steps.Count * StepGenerations)
                _steps.Add(_current.Copy());
        }

        return HashRatchet.Derive(suite, _current, generation);
    }

    public void Dispose()
    {
        _current.Dispose();
        _steps.ForEach(s => s.Dispose());
    }

    private void MoveTo(Secret secret, uint generation)
    {
        _current.Dispose();
        (_current, _generation) = (secret, generation);
    }
}
