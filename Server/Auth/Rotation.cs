namespace FastChat.Server.Auth;

/// <summary>What presenting a refresh token led to.</summary>
internal enum Rotation
{
    /// <summary>Not one of this family any more.</summary>
    Invalid,

    /// <summary>Not used for too long.</summary>
    Expired,

    /// <summary>There is a successor, new or the same as before.</summary>
    Renewed,

    /// <summary>It was used up before: the family is revoked.</summary>
    Reused,
}
