using FastChat.Bench.Load.Processes;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>Who takes part in a run, and the small numbers under which journals name them. Complete before anybody starts.</summary>
internal sealed class Roster
{
    private readonly List<RawSession> _devices = [];
    private readonly List<ConversationId> _conversations = [];
    private readonly List<int[]> _members = [];
    private readonly Dictionary<DeviceId, int> _deviceNumbers = [];
    private readonly Dictionary<ConversationId, int> _conversationNumbers = [];

    public Roster(IEnumerable<SeededAccount> accounts)
    {
        foreach (var account in accounts)
        {
            var session = Session(account);
            _deviceNumbers[session.Device] = _devices.Count;
            _devices.Add(session);
        }
    }

    public int DeviceCount => _devices.Count;

    public int ConversationCount => _conversations.Count;

    public RawSession Device(int number) => _devices[number];

    public ConversationId Conversation(int number) => _conversations[number];

    public IReadOnlyList<int> Members(int conversation) => _members[conversation];

    public IEnumerable<int> ConversationsOf(int device) =>
        Enumerable.Range(0, _conversations.Count).Where(c => _members[c].Contains(device));

    public int NumberOf(DeviceId device) => _deviceNumbers[device];

    public int NumberOf(ConversationId conversation) => _conversationNumbers[conversation];

    public int Add(ConversationId conversation, params int[] members)
    {
        _conversationNumbers[conversation] = _conversations.Count;
        _conversations.Add(conversation);
        _members.Add(members);
        return _conversations.Count - 1;
    }

    /// <summary>Access tokens live for minutes: long runs fetch new ones for the same devices.</summary>
    public void Renew(IEnumerable<SeededAccount> accounts)
    {
        foreach (var session in accounts.Select(Session))
            _devices[_deviceNumbers[session.Device]] = session;
    }

    public static RawSession Session(SeededAccount account) =>
        new(account.AccountId, account.DeviceId, account.Handle, account.AccessToken, 0, "", 0);
}
