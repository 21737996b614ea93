namespace FastChat.Client;

/// <summary>A link by which one can join.</summary>
/// <param name="Id">Names it among the conversation's links; nobody can make the link of it.</param>
/// <param name="By">Who made it.</param>
/// <param name="At">When.</param>
/// <param name="Options">How it was made.</param>
/// <param name="Uses">How many have joined by it.</param>
public sealed record Invite(string Id, Account By, DateTimeOffset At, InviteOptions Options, int Uses)
{
    /// <summary>
    /// What to give to others, for <see cref="ChatClient.JoinAsync"/>: 43 characters that fit into an address. Known only where it was
    /// made, right then: the server keeps no more than a hash of its secret. Null else.
    /// </summary>
    public string? Link { get; init; }
}
