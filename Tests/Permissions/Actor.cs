namespace FastChat.Tests.Permissions;

/// <summary>Who asks. The first eight are signed in properly and stand in some relation to the conversation.</summary>
internal enum Actor
{
    Owner,
    Admin,
    Member,
    ExMember,
    Stranger,
    Moderator,
    Muted,
    Banned,
    RevokedDevice,
    ExpiredToken,
}
