using System.Globalization;
using System.Text;

namespace FastChat.Protocol.Text;

/// <summary>
/// Which characters may stand in names, titles and other short texts that people are told apart by: such as show. Controls, directions that
/// are overridden, what has no width or no meaning yet, and odd spaces let one name look like another or like none. Joiners and variation
/// selectors are taken where a script or an emoji needs them. The same for clients and the server. Thread-safe.
/// </summary>
public static class ShownText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private const int Keycap = 0x20E3;

    /// <summary>Of a flag of a region: five letters or digits and the end.</summary>
    private const int TagsMax = 7;

    /// <summary>Whether all of the text shows.</summary>
    /// <param name="text">UTF-16; a lone surrogate does not show.</param>
    /// <param name="isProse">Whether it may have several lines, and marks that say in which direction a character counts.</param>
    public static bool IsClean(string text, bool isProse = false) => Clean(text, isProse) == text;

    /// <summary>The text without what does not show.</summary>
    /// <param name="text">UTF-16.</param>
    /// <param name="isProse">As in <see cref="IsClean"/>.</param>
    public static string Clean(string text, bool isProse = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var runes = text.EnumerateRunes().ToArray();
        var clean = new StringBuilder(text.Length);
        var (before, tags) = (default(Rune), 0);
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            var after = i + 1 < runes.Length ? runes[i + 1] : default;
            tags = IsTag(rune) && (tags > 0 || before.Value == BlackFlag) ? tags + 1 : 0;
            if (!Shows(rune, before, after, tags, isProse)) continue;
            clean.Append(rune);
            before = rune;
        }

        return clean.ToString();
    }

    private static bool Shows(Rune rune, Rune before, Rune after, int tags, bool isProse)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control:
                return isProse && rune.Value == '\n';
            case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned:
                return false;
            case UnicodeCategory.SpaceSeparator:
                return isProse || rune.Value is ' ' or 0x00A0 or 0x3000;
            case UnicodeCategory.Format when rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner:
                return Joins(rune, before, after);
            case UnicodeCategory.Format when IsTag(rune):
                return tags is > 0 and <= TagsMax;
            case UnicodeCategory.Format:
                return IsNumberSign(rune.Value) || (rune.Value == 0x180E && IsMongolian(before)) || (isProse && IsDirectionMark(rune.Value));
            case UnicodeCategory.NonSpacingMark when IsSelector(rune.Value):
                return TakesSelector(rune.Value, before, after);
            case UnicodeCategory.NonSpacingMark when IsMongolianSelector(rune.Value):
                return IsMongolian(before);
            default:
                return !IsBlank(rune.Value);
        }
    }

    /// <summary>Between two parts of an emoji, or two letters of a script in which it changes their shapes.</summary>
    private static bool Joins(Rune joiner, Rune before, Rune after)
    {
        if (IsBlank(after.Value) || IsMongolianSelector(after.Value)) return false;
        if (NeedsJoiners(before) && NeedsJoiners(after)) return true;
        var isPicture = before.Value is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF) || Rune.GetUnicodeCategory(before) == UnicodeCategory.OtherSymbol;
        return joiner.Value == ZeroWidthJoiner && isPicture
            && Rune.GetUnicodeCategory(after) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol;
    }

    /// <summary>Letters and marks of the Arabic, Syriac, Mongolian and N'Ko kind, and of the scripts of South and South-East Asia.</summary>
    private static bool NeedsJoiners(Rune rune) => (Rune.IsLetter(rune) || IsMark(rune)) && rune.Value is
        (>= 0x0600 and <= 0x0DFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x18AF) or (>= 0xA840 and <= 0xA87F)
        or (>= 0xA980 and <= 0xA9DF) or (>= 0xAA60 and <= 0xAA7F) or (>= 0x11000 and <= 0x11FFF) or (>= 0x1E900 and <= 0x1E95F);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>What has another look beside its usual one: symbols, ideographs, signs of some scripts, and what a keycap is made of.</summary>
    private static bool TakesSelector(int selector, Rune before, Rune after)
    {
        if (before.IsAscii) return selector == 0xFE0F && after.Value == Keycap && before.Value is '#' or '*' or (>= '0' and <= '9');
        var isSymbol = Rune.GetUnicodeCategory(before) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol;
        return selector switch
        {
            >= 0xE0100 => IsIdeograph(before.Value),
            0xFE0E or 0xFE0F => isSymbol || before.Value is 0x203C or 0x2049 or 0x2139 or 0x3030 or 0x303D,
            _ => isSymbol || IsIdeograph(before.Value) || HasForms(before.Value),
        };
    }

    private static bool IsIdeograph(int rune) =>
        rune is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD);

    /// <summary>East Asian punctuation, and letters of the Myanmar, Phags-pa and Manichaean scripts and of hieroglyphs.</summary>
    private static bool HasForms(int rune) =>
        rune is 0x3001 or 0x3002 or (>= 0xFF01 and <= 0xFF1F) or (>= 0x1000 and <= 0x109F) or (>= 0xAA60 and <= 0xAA7F)
            or (>= 0xA840 and <= 0xA877) or (>= 0x10AC0 and <= 0x10AFF) or (>= 0x13000 and <= 0x143FF);

    private static bool IsSelector(int rune) => rune is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    private static bool IsMongolianSelector(int rune) => rune is (>= 0x180B and <= 0x180D) or 0x180F;

    private static bool IsMongolian(Rune rune) => rune.Value is >= 0x1820 and <= 0x18AA;

    /// <summary>Signs that stand before or around numbers: of category Cf, and seen.</summary>
    private static bool IsNumberSign(int rune) =>
        rune is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    private static bool IsDirectionMark(int rune) => rune is 0x061C or 0x200E or 0x200F;

    /// <summary>Letters, marks and symbols that are drawn as nothing, and what stands for a lone surrogate.</summary>
    private static bool IsBlank(int rune) =>
        rune is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or 0xFFFD
            or 0x13441 or 0x13442 or 0x16FE4 or 0x1D159;
}
