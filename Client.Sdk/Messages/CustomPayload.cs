using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>An application's own data in a message: a poll, a move in a game. Other applications show the text beside it.</summary>
/// <param name="Type">Names the format, such as <c>com.example.chess-move</c>.</param>
/// <param name="Data">The bytes; with everything else of the message at most 64 KiB.</param>
public sealed record CustomPayload(string Type, ImmutableArray<byte> Data)
{
    /// <summary>Equal by value, the data byte by byte.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(CustomPayload? other) =>
        other is not null && Type == other.Type && Sequences.Equal(Data, other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Data.IsDefault ? 0 : Data.Length);
}
