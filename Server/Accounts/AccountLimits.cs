namespace FastChat.Server.Accounts;

/// <summary>The limits of what an account says about itself.</summary>
internal static class AccountLimits
{
    public const int PasswordCharactersMin = 8;

    /// <summary>UTF-8 bytes. Long passwords cost nothing more, but have to end somewhere.</summary>
    public const int PasswordBytesMax = 256;

    public const int DisplayNameBytesMax = 128;

    public const int AboutBytesMax = 1_024;

    public const int DeviceNameBytesMax = 64;

    /// <summary>How long a handle stays taken by a registration that did not come to its end.</summary>
    public const int ReservationSeconds = 60;

    /// <summary>As RFC 4226 recommends.</summary>
    public const int TwoStepSecretBytes = 20;

    public const int TwoStepDigits = 6;

    /// <summary>How long a new secret waits for its first code.</summary>
    public const int TwoStepPendingMinutes = 10;

    /// <summary>How many recovery codes an account has.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>Between the first and the second step of signing in.</summary>
    public const int TicketMinutes = 5;

    /// <summary>How long a code that was mailed is good: mail may take some minutes.</summary>
    public const int CodeMinutes = 15;

    /// <summary>Of a code that was mailed: five guesses among a hundred million.</summary>
    public const int CodeTriesMax = 5;

    /// <summary>Mails with a reset code to one account.</summary>
    public const int ResetMailsPerDay = 10;

    /// <summary>RFC 5321 has 254 characters.</summary>
    public const int EmailBytesMax = 254;

    /// <summary>Bots of one account.</summary>
    public const int BotsMax = 20;

    /// <summary>Tokens of one bot.</summary>
    public const int ApiTokensMax = 20;

    public const int ApiTokenDaysMax = 3_650;

    public const int ApiTokenNameBytesMax = 64;

    /// <summary>Invitations that are kept; all are looked through when one is made or listed.</summary>
    public const int InvitationsMax = 10_000;

    /// <summary>Accounts that one invitation makes at most.</summary>
    public const int InvitationUsesMax = 100_000;

    public const long InvitationSecondsMax = 366 * 24 * 60 * 60;

    public const int InvitationNoteBytesMax = 128;
}
