using System.Text;
using FastChat.Protocol;
using FastChat.Server.Routing;

namespace FastChat.Server.Accounts;

/// <summary>Checks texts that accounts choose.</summary>
internal static class ProfileText
{
    /// <summary>The text without white space around it; refused if it is too long or holds control characters.</summary>
    public static string Require(string text, string field, int bytesMax, bool lines = false)
    {
        var trimmed = text.Trim();
        if (Encoding.UTF8.GetByteCount(trimmed) > bytesMax)
            throw new RefusalException(Code.Malformed, $"{field} has more than {bytesMax} bytes.");
        foreach (var letter in trimmed)
        {
            if (char.IsControl(letter) && !(lines && letter == '\n'))
                throw new RefusalException(Code.Malformed, $"{field} holds control characters.");
        }

        return trimmed;
    }

    /// <summary>Refused if it may not become a password.</summary>
    public static void RequirePassword(string password)
    {
        if (password.Length < AccountLimits.PasswordCharactersMin || Encoding.UTF8.GetByteCount(password) > AccountLimits.PasswordBytesMax)
        {
            throw new RefusalException(
                Code.InvalidPassword,
                $"A password has at least {AccountLimits.PasswordCharactersMin} characters and at most {AccountLimits.PasswordBytesMax} bytes.");
        }
    }
}
