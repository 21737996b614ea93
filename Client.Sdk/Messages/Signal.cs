using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>An application's own event from somebody who is connected. Never stored.</summary>
/// <param name="From">Who sent it.</param>
/// <param name="Device">From which device.</param>
/// <param name="Type">Names the format.</param>
/// <param name="Data">The bytes, at most 4 KiB.</param>
public sealed record Signal(AccountId From, DeviceId Device, string Type, ImmutableArray<byte> Data)
{
    /// <summary>Equal by value, the data byte by byte.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(Signal? other) =>
        other is not null && From == other.From && Device == other.Device && Type == other.Type && Sequences.Equal(Data, other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(From, Device, Type);
}
