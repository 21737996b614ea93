using System.Text;
using FastChat.Server.Media;

namespace FastChat.Tests.Server.Media;

public sealed class MediaTypeTests
{
    [TestCase("89504E470D0A1A0A0000", "image/png")]
    [TestCase("FFD8FFE000104A464946", "image/jpeg")]
    [TestCase("474946383961", "image/gif")]
    [TestCase("52494646000000005745425056503820", "image/webp")]
    [TestCase("255044462D312E37", "application/pdf")]
    [TestCase("000000206674797069736F6D", "video/mp4")]
    [TestCase("1A45DFA3", "video/webm")]
    [TestCase("4F676753", "audio/ogg")]
    public void Content_on_the_list_keeps_its_name_whatever_the_sender_says(string hex, string type) =>
        Assert.That(MediaType.Sniff(Convert.FromHexString(hex), "text/html"), Is.EqualTo(type));

    [TestCase("<html><script>alert(1)</script>", "text/html")]
    [TestCase("<html>", "text/plain")]
    [TestCase("  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml")]
    [TestCase("<?xml version='1.0'?>", "image/png")]
    [TestCase("#!/bin/sh\nrm -rf /", "text/plain")]
    [TestCase("MZ\u0090\0\u0003", "image/png")]
    [TestCase("\u007fELF", "image/jpeg")]
    [TestCase("hello <b>world", "text/plain")]
    [TestCase("alert(1)", "text/javascript")]
    [TestCase("plain words", "image/png")]
    [TestCase("plain words", null)]
    [TestCase("PK\u0003\u0004", "application/java-archive")]
    [TestCase("RIFF", "image/webp")]
    [TestCase("", "text/html")]
    public void What_could_run_or_is_unknown_has_no_type(string content, string? declared) =>
        Assert.That(MediaType.Sniff(Encoding.Latin1.GetBytes(content), declared), Is.EqualTo(MediaType.Unknown));

    [TestCase("plain words")]
    [TestCase("zwei Wörter, 日本語")]
    public void Plain_text_is_believed_if_it_is(string content) =>
        Assert.That(MediaType.Sniff(Encoding.UTF8.GetBytes(content), "text/plain; charset=utf-8"), Is.EqualTo("text/plain"));

    [Test]
    public void Text_that_is_cut_within_a_character_is_still_text()
    {
        var bytes = Encoding.UTF8.GetBytes("日本語");
        Assert.That(MediaType.Sniff(bytes.AsSpan(0, bytes.Length - 1), "text/plain"), Is.EqualTo("text/plain"));
    }

    [Test]
    public void No_content_of_any_kind_makes_it_fail()
    {
        var random = new Random(1);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            Assert.That(MediaType.Sniff(bytes.AsSpan(0, random.Next(bytes.Length)), "text/plain"), Is.Not.Null);
        }
    }

    [TestCase("photo.jpg", "photo.jpg")]
    [TestCase("../../etc/passwd", "passwd")]
    [TestCase("C:\\Windows\\system32\\a.exe", "a.exe")]
    [TestCase("..", "")]
    [TestCase("a\r\nSet-Cookie: x", "aSet-Cookie: x")]
    [TestCase("gpj.\u202eexe", "gpj.exe")]
    [TestCase("", "")]
    [TestCase(null, "")]
    [TestCase("日本.png", "日本.png")]
    public void A_file_name_is_a_label_and_no_path(string? given, string clean) => Assert.That(FileName.Clean(given), Is.EqualTo(clean));

    [Test]
    public void A_long_file_name_is_cut_between_characters()
    {
        var clean = FileName.Clean(new string('語', 200));
        Assert.That(Encoding.UTF8.GetByteCount(clean), Is.EqualTo(255));
    }
}
