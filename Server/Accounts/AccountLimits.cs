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

    /// <summary>Invitations that are kept; all are looked through when one is made or listed.</summary>
    public const int InvitationsMax = 10_000;

    /// <summary>Accounts that one invitation makes at most.</summary>
    public const int InvitationUsesMax = 100_000;

    public const int InvitationDaysMax = 366;

    public const int InvitationNoteBytesMax = 128;
}
