namespace FastChat.Storage.Sealing;

/// <summary>Where a rotation is; a crash may come after any of them.</summary>
internal enum KeyRotationStep
{
    BothKeysStored,
    BatchRewrapped,
    AllRewrapped,
    OldKeyDropped,
}
