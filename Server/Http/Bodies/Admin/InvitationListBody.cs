namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>All invitations, the newest first.</summary>
internal sealed record InvitationListBody(IReadOnlyList<InvitationBody> Invitations);
