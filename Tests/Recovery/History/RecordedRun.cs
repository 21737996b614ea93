using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.History;

/// <summary>Everything that the checker looks at.</summary>
/// <param name="Events">All clients' journals, each in its own order.</param>
/// <param name="Histories">Read when all was over, by every current member.</param>
/// <param name="Members">Who may see what.</param>
internal sealed record RecordedRun(
    IReadOnlyList<JournalEvent> Events, IReadOnlyList<FinalHistory> Histories, IReadOnlyList<MemberSpan> Members);
