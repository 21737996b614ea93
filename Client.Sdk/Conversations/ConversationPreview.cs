using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>What is behind a link or a public handle, before joining.</summary>
/// <param name="Id">Which conversation.</param>
/// <param name="Kind">Group or channel.</param>
/// <param name="Title">Its title.</param>
public sealed record ConversationPreview(ConversationId Id, ConversationKind Kind, string Title)
{
    /// <summary>What it is about.</summary>
    public string Description { get; init; } = "";

    /// <summary>The picture; null: none. One of a public channel can be downloaded before joining.</summary>
    public MediaId? Avatar { get; init; }

    /// <summary>The public handle; empty: none.</summary>
    public string Handle { get; init; } = "";

    /// <summary>How many members it has.</summary>
    public int MemberCount { get; init; }

    /// <summary>Whether one only asks to join by this link.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>How this account stands to it.</summary>
    public JoinState State { get; init; }

    /// <summary>The last messages of a public channel that shows newcomers its history, at most 10, the last one at the end.</summary>
    public ImmutableArray<Entry> Recent { get; init; } = [];

    /// <summary>Equal by value, the messages one by one.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(ConversationPreview? other) =>
        other is not null && Id == other.Id && Kind == other.Kind && Title == other.Title && Description == other.Description
        && Avatar == other.Avatar && Handle == other.Handle && MemberCount == other.MemberCount
        && NeedsApproval == other.NeedsApproval && State == other.State && Sequences.Equal(Recent, other.Recent);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Title, MemberCount, State);
}
