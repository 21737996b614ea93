using FastChat.Storage.Conversations;

namespace FastChat.Storage.Backup;

/// <summary>What the log says about a device's last send numbers; only as many are kept as a window must cover.</summary>
internal sealed class DeviceLog
{
    private const int Kept = 512;

    private readonly ulong[] _sequences = new ulong[Kept];

    public ulong Last { get; private set; }

    /// <summary>False unless the number is the next one. The first in the log may follow ones that are gone.</summary>
    public bool Note(ulong number, ulong sequence)
    {
        var isNext = Last == 0 || number == Last + 1;
        _sequences[number % Kept] = sequence;
        Last = number;
        return isNext;
    }

    /// <summary>Whether the run says what the log says, as far back as it is kept.</summary>
    public bool Agrees(SendRun run)
    {
        for (ulong i = 0; i < run.Count; i++)
        {
            var number = run.FirstNumber + i;
            if (number > Last) return false;
            if (number + Kept > Last && _sequences[number % Kept] is var sequence && sequence != 0
                && sequence != run.FirstSequence + i) return false;
        }

        return true;
    }
}
