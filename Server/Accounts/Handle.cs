using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FastChat.Server.Accounts;

/// <summary>
/// Handles: 3 to 32 characters of a-z, 0-9, `_`, `.`, `-`, beginning with a letter. What people type is folded first
/// (NFKC, then lower case), so that full-width or upper-case spellings name the same account.
/// </summary>
internal static class Handle
{
    /// <summary>How handles begin that the server makes up: for guests, for the bots behind webhooks, for people whom others vouch for.</summary>
    public const string GuestPrefix = "guest-";
    public const string WebhookPrefix = "hook-";
    public const string ExternalPrefix = "user-";

    public const int CharactersMin = 3;
    public const int CharactersMax = 32;

    // Before folding: compatibility characters may shrink, but nothing this long is a handle.
    private const int TypedCharactersMax = 128;

    /// <summary>Whether a handle begins like those that the server makes up: nobody chooses such a one.</summary>
    public static bool IsReserved(string handle) =>
        handle.StartsWith(GuestPrefix, StringComparison.Ordinal)
        || handle.StartsWith(WebhookPrefix, StringComparison.Ordinal)
        || handle.StartsWith(ExternalPrefix, StringComparison.Ordinal);

    /// <summary>The folded form; false if there is none.</summary>
    public static bool TryNormalize(string? typed, [NotNullWhen(true)] out string? handle)
    {
        handle = null;
        if (typed is null || typed.Length > TypedCharactersMax || !IsWellFormed(typed)) return false;
        var folded = typed.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (folded.Length is < CharactersMin or > CharactersMax || !char.IsAsciiLetterLower(folded[0])) return false;
        foreach (var letter in folded)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('_' or '.' or '-')) return false;
        }

        handle = folded;
        return true;
    }

    // Normalizing a lone surrogate throws.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
