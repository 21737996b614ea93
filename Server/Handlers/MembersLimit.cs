namespace FastChat.Server.Handlers;

/// <summary>How many members a group may have; an option of the server, which may change while it runs.</summary>
internal sealed class MembersLimit(int membersMax)
{
    // Written by whoever reloads the options, read by any thread.
    private volatile int _membersMax = membersMax;

    public int MembersMax
    {
        get => _membersMax;
        set => _membersMax = value;
    }
}
