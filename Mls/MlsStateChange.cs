namespace FastChat.Mls;

/// <summary>A record of a group's state to write, or, when the value is null, to delete. The values are secret.</summary>
public readonly record struct MlsStateChange(string Name, ReadOnlyMemory<byte>? Value);
