using System.Text;
using FastChat.Search;
using FastChat.Search.Text;

namespace FastChat.Tests.Search;

[TestFixture]
internal sealed class TokenizerTests
{
    [TestCase("Hello, World!", "hello world")]
    [TestCase("don't re-use snake_case a.b.c", "don t re use snake case a b c")]
    [TestCase("Version 2.0 costs 1,000", "version 2 0 costs 1 000")]
    [TestCase("ÀÉÎõü Ångström naïve café", "aeiou angstrom naive cafe")]
    [TestCase("Straße STRASSE", "strasse strasse")]
    [TestCase("Łódź smørrebrød Þórr Œuvre ħ", "lodz smorrebrod thorr oeuvre h")]
    [TestCase("İstanbul ISTANBUL ılık", "istanbul istanbul ilik")]
    [TestCase("Здравствуйте, МИР ёлка", "здравствуите мир елка")]
    [TestCase("Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσευσ")]
    [TestCase("שָׁלוֹם עולם", "שלום עולם")]
    [TestCase("مُحَمَّد ﻣﺤﻤﺪ مـحـمـد", "محمد محمد محمد")]
    [TestCase("हिन्दी में खोज", "हिन्दी में खोज")]
    [TestCase("Việt Nam tiếng", "viet nam tieng")]
    [TestCase("ＦＵＬＬ　ｗｉｄｔｈ", "full width")]
    [TestCase("ﬁne ﬂow ① ½", "fine flow 1 12")]
    [TestCase("soft\u00ADhyphen zero\u200Dwidth", "softhyphen zerowidth")]
    [TestCase("party 🎉🎉 ok ☕", "party 🎉 🎉 ok ☕")]
    [TestCase("👍🏽 up", "👍 up")]
    [TestCase("", "")]
    [TestCase("... --- !!!", "")]
    public void Words_are_folded(string text, string expected) => Assert.That(Words.Of(text).Terms, Is.EqualTo(expected));

    [TestCase("你好吗", "你好 好吗 吗")]
    [TestCase("我用iPhone打字", "我用 用 iphone 打字 字")]
    [TestCase("東京タワー", "東京 京タ タワ ワー ー")]
    [TestCase("ｶﾞｷﾞ", "ガギ ギ")]
    [TestCase("안녕하세요 세계", "안녕 녕하 하세 세요 요 세계 계")]
    [TestCase("สวัสดี", "สว วั ัส สด ดี ี")]
    [TestCase("𠀀𠀁", "𠀀𠀁 𠀁")]
    public void Writings_without_spaces_are_split_in_pairs(string text, string expected) =>
        Assert.That(Words.Of(text).Terms, Is.EqualTo(expected));

    [TestCase("é", "e\u0301")]
    [TestCase("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [TestCase("がぎ", "か\u3099き\u3099")]
    [TestCase("Ω", "\u2126")]
    public void Composed_and_decomposed_text_is_the_same(string composed, string decomposed) =>
        Assert.That(Words.Of(decomposed).Terms, Is.EqualTo(Words.Of(composed).Terms));

    [Test]
    public void Places_are_those_of_the_source()
    {
        const string Text = "Ein Ångström, か\u3099き 🎉x";
        var words = Words.Of(Text).All;
        Assert.That(words.Select(word => Text.Substring(word.Start, word.Length)), Is.EqualTo(new[] { "Ein", "Ångström", "か\u3099き", "き", "🎉", "x" }));
        Assert.That(words.Select(word => word.Position), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void A_long_word_is_cut_alike_everywhere()
    {
        var one = Words.Of(new string('a', 500)).All.Single();
        Assert.That(one.Term, Has.Length.EqualTo(SearchLimits.TermBytesMax));
        Assert.That(one.Length, Is.EqualTo(500));
        Assert.That(Words.Of(new string('a', 700)).All.Single().Term, Is.EqualTo(one.Term));
        Assert.That(Encoding.UTF8.GetByteCount(Words.Of(new string('д', 500)).All.Single().Term), Is.LessThanOrEqualTo(SearchLimits.TermBytesMax));
    }

    [Test]
    public void A_text_has_a_limited_number_of_words()
    {
        Assert.That(Words.Of(string.Concat(Enumerable.Repeat("a ", 40_000))).All, Has.Count.EqualTo(SearchLimits.TextWordsMax));
        Assert.That(Words.Of(new string('好', 40_000)).All, Has.Count.EqualTo(SearchLimits.TextWordsMax));
    }

    [Test]
    public void Text_that_is_no_valid_Unicode_does_no_harm()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(0x1_0000))]);
            foreach (var word in Words.Of(text).All)
            {
                Assert.That(word.Start >= 0 && word.Length > 0 && word.Start + word.Length <= text.Length, $"round {round}");
                Assert.That(Encoding.UTF8.GetByteCount(word.Term), Is.InRange(1, SearchLimits.TermBytesMax));
                Assert.That(word.Term[0], Is.GreaterThan('\u001F'), "what begins so is a mark");
            }
        }
    }

    [Test]
    public void Folding_a_word_again_changes_nothing()
    {
        foreach (var c in Enumerable.Range(0x80, 0xFFFF - 0x80).Select(c => (char)c).Where(c => !char.IsSurrogate(c)))
        {
            // A sign for several words (degrees Celsius, say) is one word here.
            if (CharTable.Fold(c) is { Length: > 1 }) continue;
            var once = Words.Of(c.ToString()).Terms;
            Assert.That(Words.Of(once).Terms, Is.EqualTo(once), $"U+{(int)c:X4}");
        }
    }
}
