using FastChat.Storage;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Storage.Sealing;

/// <summary>The key-encryption key: made once, private, never replaced silently, rotated safely.</summary>
[TestFixture]
internal sealed class KeyFileTests
{
    [Test]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win", Reason = "Windows has no file modes.")]
    public void The_key_file_is_made_on_first_start_for_its_owner_only()
    {
        using var temporary = new TemporaryDatabase();
        var mode = File.GetUnixFileMode(temporary.Options.KeyFile!);
        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Convert.FromBase64String(File.ReadAllText(temporary.Options.KeyFile!)), Has.Length.EqualTo(32));
        temporary.Close();
        File.SetUnixFileMode(temporary.Options.KeyFile!, mode | UnixFileMode.GroupRead);
        Assert.Throws<StorageRefusedException>(temporary.Open);
    }

    [Test]
    public void A_database_without_its_key_or_with_another_is_refused_and_no_key_is_made()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Close();
        var key = File.ReadAllText(temporary.Options.KeyFile!);
        File.Delete(temporary.Options.KeyFile!);
        Assert.Throws<StorageRefusedException>(temporary.Open);
        Assert.That(File.Exists(temporary.Options.KeyFile), Is.False);
        var other = temporary.Options with { KeyText = KeyFile.NewKeyText() };
        Assert.Throws<StorageRefusedException>(() => ChatDatabase.Open(other, TimeProvider.System));
        using var right = ChatDatabase.Open(temporary.Options with { KeyText = key }, TimeProvider.System);
        Assert.That(right.Secret("x"), Has.Length.EqualTo(32));
    }

    [TestCase("")]
    [TestCase("not base64!")]
    [TestCase("AAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= AAAA")]
    public void A_malformed_key_is_refused(string text) =>
        Assert.Throws<StorageRefusedException>(() => KeyFile.Parse(text, "The key"));

    [Test]
    public void Secrets_are_made_once_and_stay()
    {
        using var temporary = new TemporaryDatabase();
        var secret = temporary.Database.Secret("tokens");
        Assert.That(temporary.Database.Secret("other"), Is.Not.EqualTo(secret));
        temporary.CrashAndReopen();
        Assert.That(temporary.Database.Secret("tokens"), Is.EqualTo(secret));
    }
}
