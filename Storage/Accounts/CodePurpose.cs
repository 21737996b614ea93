namespace FastChat.Storage.Accounts;

/// <summary>What a code that was sent by mail is for. An account has at most one of each.</summary>
public enum CodePurpose
{
    VerifyEmail,
    ResetPassword,
}
