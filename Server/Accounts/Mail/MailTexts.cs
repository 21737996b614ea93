namespace FastChat.Server.Accounts.Mail;

/// <summary>What the mails say. The code stands in the text, not in the subject, which phones show while they are locked.</summary>
internal static class MailTexts
{
    public static Mail Verify(string to, string handle, string code) => new(to, "Your address at FastChat", $"""
        Somebody gave this address for the account {handle}.

        The code is {code}. It is good once, for {AccountLimits.CodeMinutes} minutes.

        If that was not you, do nothing: without the code nothing changes.
        """);

    public static Mail Reset(string to, string handle, string code) => new(to, "Your password at FastChat", $"""
        Somebody asked for a new password of the account {handle}.

        The code is {code}. It is good once, for {AccountLimits.CodeMinutes} minutes. Whoever has it can take over the account: give it
        to nobody.

        If that was not you, do nothing: without the code nothing changes.
        """);
}
