namespace FastChat.Server.Handlers;

/// <summary>How many members a group may have; an option of the server.</summary>
internal sealed record MembersLimit(int MembersMax);
