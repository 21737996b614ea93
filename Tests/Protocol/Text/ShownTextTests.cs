using FastChat.Protocol.Text;

namespace FastChat.Tests.Protocol.Text;

/// <summary>Names that look like others, or like nothing, are none; what people write in their scripts and emoji are.</summary>
[TestFixture]
internal sealed class ShownTextTests
{
    [TestCase("Ada Lovelace")]
    [TestCase("Žofie Müller-Łęcka, 3rd")]
    [TestCase("عائشة")]
    [TestCase("می\u200Cخواهم", Description = "Persian: a non-joiner between two letters")]
    [TestCase("ශ්\u200Dරී", Description = "Sinhala: a joiner after the mark that takes the vowel away")]
    [TestCase("क्\u200Dष", Description = "Devanagari")]
    [TestCase("ᠪᠣᠯᠠᠢ\u180E", Description = "Mongolian")]
    [TestCase("葛\U000E0100城", Description = "an ideograph in one of its forms")]
    [TestCase("שלום")]
    [TestCase("\u0601\u0663", Description = "an Arabic number sign, of category Cf and seen")]
    [TestCase("👩\u200D👩\u200D👧 family")]
    [TestCase("👩🏽\u200D🚀")]
    [TestCase("🏴\u200D☠\uFE0F")]
    [TestCase("🙂\u200D↔\uFE0F")]
    [TestCase("🏳\uFE0F\u200D🌈")]
    [TestCase("山田\u3000太郎", Description = "a space as wide as the characters")]
    [TestCase("Ada\u00A0L.")]
    [TestCase("辻\uFE00")]
    [TestCase("\u1000\uFE00", Description = "Khamti: a letter with a dot")]
    [TestCase("❤\uFE0F ℹ\uFE0F ‼\uFE0F 1\uFE0F\u20E3 #\uFE0F\u20E3")]
    [TestCase("🇨🇿 🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    public void What_people_write_shows(string text)
    {
        Assert.That(ShownText.IsClean(text));
        Assert.That(ShownText.Clean(text), Is.EqualTo(text));
    }

    [TestCase("Ada\u0000", "Ada")]
    [TestCase("Ada\nroot", "Adaroot")]
    [TestCase("Ada\u0085\u2028\u2029", "Ada")]
    [TestCase("\u202Etoor", "toor", Description = "a direction that is overridden")]
    [TestCase("\u2066Ada\u2069", "Ada")]
    [TestCase("Ada\u200E\u200F\u061C", "Ada")]
    [TestCase("A\u200Bda", "Ada", Description = "no width")]
    [TestCase("A\u2060da\uFEFF\u00AD", "Ada")]
    [TestCase("A\u200Dda", "Ada", Description = "a joiner in a script that has no use for it")]
    [TestCase("A\u200Cda", "Ada")]
    [TestCase("عائشة\u200C", "عائشة", Description = "joined to nothing")]
    [TestCase("می\u200C\u200Cخواهم", "می\u200Cخواهم", Description = "one is enough")]
    [TestCase("👩\u200D", "👩")]
    [TestCase("A\uFE0Fda", "Ada", Description = "selects nothing")]
    [TestCase("❤\uFE0F\uFE0F\U000E0101", "❤\uFE0F", Description = "bytes hidden in selectors")]
    [TestCase("Ada\U000E0041\U000E0042", "Ada", Description = "tags outside of a flag")]
    [TestCase("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F\U000E0041\U000E0042", "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F\U000E0041")]
    [TestCase("A\u2065da\uFFF0\U000E0080\U000E01F0", "Ada", Description = "not assigned")]
    [TestCase("Ada\uFFFE\U0003FFFF", "Ada", Description = "no characters at all")]
    [TestCase("א\U000E0100ד\uFE0F", "אד", Description = "letters have one look")]
    [TestCase("A1\uFE0Fda", "A1da", Description = "a digit outside of a keycap")]
    [TestCase("1\uFE0E\u20E3", "1\u20E3")]
    [TestCase("A\u200Ad\u2003a\u1680\u205F", "Ada", Description = "odd spaces")]
    [TestCase("\U0001D159\U00016FE4\U00013441\U00013442", "")]
    [TestCase("\u3164", "")]
    [TestCase("\u2800\u115F\u1160\uFFA0\u034F", "")]
    public void What_hides_does_not(string text, string shown)
    {
        Assert.That(ShownText.IsClean(text), Is.False);
        Assert.That(ShownText.Clean(text), Is.EqualTo(shown));
    }

    [Test]
    public void A_lone_surrogate_does_not_show_and_long_texts_may_have_lines_and_direction_marks()
    {
        Assert.That(ShownText.IsClean($"Ada{(char)0xD83D}"), Is.False);
        Assert.That(ShownText.IsClean("one\n\u200Ftwo", isProse: true));
        Assert.That(ShownText.IsClean("one\n\u202Etwo", isProse: true), Is.False);
        Assert.That(ShownText.IsClean("one\r\ntwo", isProse: true), Is.False);
        Assert.That(ShownText.IsClean("qui\u202F?", isProse: true), "typographers' spaces");
        Assert.That(ShownText.IsClean("one\u2065two", isProse: true), Is.False);
    }

    [Test]
    public void Cleaning_twice_is_cleaning_once()
    {
        const int Seed = 20_261_127;
        var random = new Random(Seed);
        int[] odd = [0x200B, 0x200C, 0x200D, 0xFE0F, 0x202E, 0x1F469, 0x1F3F4, 0xE0067, 0xE007F, 0x645, 0x6CC, 0x41, 0x31, 0x0A, 0x180B, 0x180E, 0x1820, 0x20E3, 0x2800, 0x2065, 0x17B4, 0xE0100, 0x845B];
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => char.ConvertFromUtf32(odd[random.Next(odd.Length)])));
            var once = ShownText.Clean(text);
            Assert.That(ShownText.Clean(once), Is.EqualTo(once), $"seed {Seed}, text {i}");
        }
    }
}
