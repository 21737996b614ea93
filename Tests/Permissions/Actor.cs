namespace FastChat.Tests.Permissions;

/// <summary>Who asks. The first five are signed in properly and stand in some relation to the conversation.</summary>
internal enum Actor
{
    Owner,
    Admin,
    Member,
    ExMember,
    Stranger,
    RevokedDevice,
    ExpiredToken,
}
