namespace FastChat.Mls;

/// <summary>How a device takes part in a group. Chosen again each time a group is loaded; nothing of it is stored.</summary>
public sealed class MlsGroupOptions
{
    /// <summary>How many past epochs late application messages are read of; at most <see cref="MlsLimits.PastEpochsMax"/>.</summary>
    public int PastEpochs { get; init; } = 3;

    /// <summary>Application messages are padded to a multiple of this many bytes, so that their length tells less; 1 pads nothing.</summary>
    public int PaddingBytes { get; init; } = 32;

    /// <summary>
    /// Keeps what a history keyring needs (<see cref="MlsGroup.ExportHistory"/>). This gives up forward secrecy towards whoever
    /// can read the stored records: export, seal and <see cref="MlsGroup.ForgetHistory"/>.
    /// </summary>
    public bool KeepHistory { get; init; }
}
