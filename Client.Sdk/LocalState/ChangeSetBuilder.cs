using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>Collects changes, one entry per conversation however often it changes. Not thread-safe.</summary>
internal sealed class ChangeSetBuilder
{
    private Dictionary<ConversationId, ChangeKinds> _conversations = [];
    private HashSet<AccountId> _profiles = [];
    private bool _reset;
    private bool _personal;

    public bool IsEmpty => _conversations.Count == 0 && _profiles.Count == 0 && !_reset && !_personal;

    public bool IsPersonal => _personal || _reset;

    public void Add(ConversationId conversation, ChangeKinds kinds) =>
        _conversations[conversation] = _conversations.GetValueOrDefault(conversation) | kinds;

    public void AddProfile(AccountId account)
    {
        if (_profiles.Count < StoreLimits.ChangedProfilesMax)
            _profiles.Add(account);
        else
            _reset = true;
    }

    public void Reset() => _reset = true;

    public void AddPersonal() => _personal = true;

    public void Add(ChangeSetBuilder other, ConversationId? only)
    {
        _reset |= other._reset;
        _personal |= other._personal;
        foreach (var account in other._profiles)
            AddProfile(account);
        foreach (var (conversation, kinds) in other._conversations)
        {
            if (only is null || only == conversation)
                Add(conversation, kinds);
        }
    }

    /// <summary>Hands over what was collected and starts anew.</summary>
    public ChangeSet Take()
    {
        var set = new ChangeSet(_conversations, _profiles, _reset, _personal || _reset);
        (_conversations, _profiles, _reset, _personal) = ([], [], false, false);
        return set;
    }
}
