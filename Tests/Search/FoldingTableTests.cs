using System.Globalization;
using System.Text;
using FastChat.Search.Text;

namespace FastChat.Tests.Search;

/// <summary>The table that comes with the assembly is what Unicode's own rules give, so no platform's library is needed.</summary>
[TestFixture]
internal sealed class FoldingTableTests
{
    private static readonly Dictionary<char, string> Letters =
        "ßss ẞss ςσ ıi øo Øo łl Łl đd Đd æae Æae œoe Œoe þth Þth ðd Ðd ħh Ħh".Split(' ').ToDictionary(pair => pair[0], pair => pair[1..]);

    [Test]
    public void Each_character_is_folded_as_Unicode_says()
    {
        var wrong = new List<string>();
        for (var c = '\u0080'; c < '\uFFFF'; c++)
        {
            if (char.IsSurrogate(c) || CharTable.IsIgnored(c)) continue;
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.Control or
                UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.SpaceSeparator or
                UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) continue;
            var expected = Fold(c);
            // What stands for several ideographs stays as it is: its pairs could not be found.
            if (expected.Length > 1 && expected.Any(part => CharTable.Kind(part) == CharKind.Ideograph)) expected = c.ToString();
            if (expected.Length == 0) continue;
            var found = CharTable.Fold(c) ?? c.ToString();
            if (found != expected) wrong.Add($"U+{(int)c:X4} {found} {expected}");
        }

        // Characters that a newer Unicode has added since the table was made.
        Assert.That(wrong, Has.Count.LessThan(64), string.Join('\n', wrong.Take(20)));
        Assert.That(wrong.Where(line => string.CompareOrdinal(line, "U+0600") < 0), Is.Empty);
    }

    private static string Fold(char c)
    {
        var text = Lower(c.ToString().Normalize(NormalizationForm.FormKC)).Normalize(NormalizationForm.FormD);
        text = Lower(string.Concat(text.Where(part => !CharTable.IsIgnored(part))).Normalize(NormalizationForm.FormC));
        return string.Concat(text.Where(part => char.IsSurrogate(part) || CharUnicodeInfo.GetUnicodeCategory(part) is <= UnicodeCategory.OtherNumber or UnicodeCategory.OtherSymbol));
    }

    private static string Lower(string text) =>
        string.Concat(string.Concat(text.Select(c => Letters.GetValueOrDefault(c, c.ToString()))).ToLowerInvariant()
            .Select(c => Letters.GetValueOrDefault(c, c.ToString())));
}
