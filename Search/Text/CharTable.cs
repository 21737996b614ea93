using System.Globalization;
using System.Text;

namespace FastChat.Search.Text;

/// <summary>
/// What each character is, and what it is folded to: compatibility forms, case and accents removed. The foldings come with
/// this assembly (folding.txt), so that every platform, with ICU or without (`InvariantGlobalization`), makes the same terms.
/// </summary>
internal static class CharTable
{
    private const int PlaneChars = 0x1_0000;

    private static readonly CharKind[] Kinds = CreateKinds();
    private static readonly string?[] Foldings = ReadFoldings(Kinds);

    public static CharKind Kind(char c) => Kinds[c];

    /// <summary>Null: the character itself.</summary>
    public static string? Fold(char c) => Foldings[c];

    /// <summary>Of a character beyond the basic plane.</summary>
    public static CharKind Kind(Rune rune) => rune.Value switch
    {
        >= 0x2_0000 and <= 0x3_FFFF => CharKind.Ideograph,
        // Skin tones, variation selectors, tags.
        (>= 0x1_F3FB and <= 0x1_F3FF) or >= 0xE_0000 => CharKind.Ignored,
        _ => Of(Rune.GetUnicodeCategory(rune)),
    };

    internal static CharKind BasicKind(char c)
    {
        if (char.IsSurrogate(c)) return CharKind.Surrogate;
        if (IsIdeograph(c)) return CharKind.Ideograph;
        return IsIgnored(c) ? CharKind.Ignored : Of(CharUnicodeInfo.GetUnicodeCategory(c));
    }

    /// <summary>Marks that only decorate: of Latin, Greek, Cyrillic; points of Hebrew and Arabic. Those of other writings are
    /// letters like any.</summary>
    internal static bool IsIgnored(char c) => c is
        (>= '\u0300' and <= '\u036F') or (>= '\u0483' and <= '\u0489') or (>= '\u0591' and <= '\u05C7') or
        (>= '\u064B' and <= '\u0655') or '\u0640' or '\u0670' or '\u00AD' or '\u034F' or '\u061C' or
        (>= '\u1AB0' and <= '\u1AFF') or (>= '\u1DC0' and <= '\u1DFF') or (>= '\u200B' and <= '\u200F') or
        (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2064') or (>= '\u20D0' and <= '\u20FF') or
        (>= '\uFE00' and <= '\uFE0F') or (>= '\uFE20' and <= '\uFE2F') or '\uFEFF';

    /// <summary>Chinese, Japanese, Korean; Thai, Lao, Khmer, Burmese, which write no spaces either.</summary>
    private static bool IsIdeograph(char c) => c is
        (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF') or
        (>= '\u3041' and <= '\u309F') or (>= '\u30A1' and <= '\u30FA') or (>= '\u30FC' and <= '\u30FF') or
        (>= '\u31F0' and <= '\u31FF') or (>= '\uFF66' and <= '\uFF9F') or '\u3005' or '\u3007' or
        (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF') or (>= '\u3131' and <= '\u318E') or
        (>= '\u3105' and <= '\u312F') or (>= '\u0E01' and <= '\u0E3A') or (>= '\u0E40' and <= '\u0E4E') or
        (>= '\u0E81' and <= '\u0ECD') or (>= '\u1000' and <= '\u103F') or (>= '\u1780' and <= '\u17D3');

    private static CharKind Of(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or
            UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or
            UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharKind.Word,
        UnicodeCategory.OtherSymbol => CharKind.Symbol,
        _ => CharKind.Separator,
    };

    private static CharKind[] CreateKinds()
    {
        var kinds = new CharKind[PlaneChars];
        for (var c = 0; c < PlaneChars; c++) kinds[c] = BasicKind((char)c);
        return kinds;
    }

    /// <summary>Each line: the character's number in hexadecimal, a space, what it is folded to.</summary>
    private static string?[] ReadFoldings(CharKind[] kinds)
    {
        var foldings = new string?[PlaneChars];
        using var lines = new StreamReader(typeof(CharTable).Assembly.GetManifestResourceStream("folding.txt")!, Encoding.UTF8);
        while (lines.ReadLine() is { } line)
        {
            var c = int.Parse(line.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            foldings[c] = line[5..];
            // A squared or full-width letter is a letter.
            kinds[c] = kinds[line[5]];
        }

        return foldings;
    }
}
