using FastChat.Server.Hosting;

namespace FastChat.Tests.Server.Hosting;

public sealed class ServerOptionsTests
{
    [Test]
    public void The_defaults_fit() => Assert.That(ServerOptionsRules.Check(new ServerOptions { DataDirectory = "/data" }), Is.Empty);

    [Test]
    public void Ephemeral_options_fit_and_differ_each_time()
    {
        Assert.That(ServerOptionsRules.Check(ServerOptions.Ephemeral()), Is.Empty);
        var other = ServerOptions.Ephemeral();
        Assert.That(ServerOptions.Ephemeral().DataDirectory, Is.Not.EqualTo(other.DataDirectory));
    }

    [TestCaseSource(nameof(Mistakes))]
    public void Each_mistake_is_told_in_a_sentence_that_names_the_option(Func<ServerOptions, ServerOptions> change, string name)
    {
        var mistakes = ServerOptionsRules.Check(change(new ServerOptions { DataDirectory = "/data" }));
        Assert.That(mistakes, Has.Count.EqualTo(1));
        Assert.That(mistakes[0], Does.Contain(name));
    }

    [TestCase("127.0.0.1", false, true)]
    [TestCase("::1", false, true)]
    [TestCase("0.0.0.0", false, false)]
    [TestCase("192.0.2.1", false, false)]
    [TestCase("0.0.0.0", true, true)]
    public void Plaintext_leaves_this_machine_only_if_it_was_allowed(string address, bool allowed, bool fits) => Assert.That(
        ServerOptionsRules.Check(new ServerOptions { DataDirectory = "/data", BindAddress = address, AllowPlaintextRemote = allowed }).Count == 0, Is.EqualTo(fits));

    [Test]
    public void All_mistakes_are_told_at_once()
    {
        var failure = Assert.ThrowsAsync<ServerOptionsException>(() => FastChatServer.StartAsync(new ServerOptions { DataDirectory = "relative", TcpPort = 70_000 }))!;
        Assert.That(failure.Mistakes, Has.Count.EqualTo(2));
    }

    [Test]
    public void Options_do_not_print_their_key() =>
        Assert.That(new ServerOptions { KeyText = "c2VjcmV0" }.ToString(), Does.Not.Contain("c2VjcmV0"));

    private static IEnumerable<TestCaseData> Mistakes()
    {
        TestCaseData Case(string name, Func<ServerOptions, ServerOptions> change) => new TestCaseData(change, name).SetArgDisplayNames(name);
        yield return Case("DataDirectory", o => o with { DataDirectory = "data" });
        yield return Case("KeyFile", o => o with { KeyFile = "key" });
        yield return Case("BindAddress", o => o with { BindAddress = "localhost" });
        yield return Case("TcpPort", o => o with { TcpPort = -2 });
        yield return Case("same port", o => o with { TcpPort = 8080 });
        yield return Case("every port", o => o with { TcpPort = ServerOptions.Off, HttpPort = ServerOptions.Off });
        yield return Case("CertificatePath", o => o with { CertificatePath = "/nowhere/cert.pem" });
        yield return Case("AllowedOrigins", o => o with { AllowedOrigins = ["https://chat.example/path"] });
        yield return Case("KeepAliveSeconds", o => o with { KeepAliveSeconds = 0 });
        yield return Case("MediaBytesMax", o => o with { MediaBytesMax = 0 });
        yield return Case("ShardLoops", o => o with { ShardLoops = 257 });
        yield return Case("PasswordMemoryKiB", o => o with { PasswordMemoryKiB = 1 });
    }
}
