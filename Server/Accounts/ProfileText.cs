using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Text;
using FastChat.Server.Routing;

namespace FastChat.Server.Accounts;

/// <summary>Checks texts that accounts choose.</summary>
internal static class ProfileText
{
    /// <summary>The text without white space around it; refused if it is too long or holds characters that do not show.</summary>
    public static string Require(string text, string field, int bytesMax, bool lines = false)
    {
        var trimmed = text.Trim();
        if (Encoding.UTF8.GetByteCount(trimmed) > bytesMax)
            throw new RefusalException(Code.Malformed, $"{field} has more than {bytesMax} bytes.");
        return ShownText.IsClean(trimmed, isProse: lines) ? trimmed : throw new RefusalException(Code.Malformed, $"{field} holds characters that do not show.");
    }

    /// <summary>What somebody is called elsewhere, which may be anything; null: it cannot be shown here.</summary>
    public static string? ShownName(string? name)
    {
        try
        {
            return string.IsNullOrWhiteSpace(name) ? null : Require(name, "display_name", AccountLimits.DisplayNameBytesMax);
        }
        catch (RefusalException)
        {
            return null;
        }
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
