namespace FastChat.Tests.Recovery.History;

/// <summary>Collects violations; of each invariant only the first few, because one fault often breaks thousands of messages.</summary>
internal sealed class ViolationList(int conversation)
{
    private const int ShownMax = 20;
    private readonly List<Violation> _shown = [];
    private readonly Dictionary<Invariant, int> _counts = [];

    public IReadOnlyList<Violation> Shown => _shown;

    public void Add(Invariant invariant, string what)
    {
        _counts[invariant] = _counts.GetValueOrDefault(invariant) + 1;
        if (_counts[invariant] <= ShownMax)
            _shown.Add(new Violation(invariant, conversation, what));
    }
}
