using FastChat.Server.Hosting;
using ServerCommandLine = FastChat.Server.Hosting.CommandLine;

namespace FastChat.Tests.Server.Hosting;

public sealed class CommandLineTests
{
    [Test]
    public void Running_is_what_happens_without_a_command() => Assert.That(ServerCommandLine.Parse([]).Command, Is.EqualTo("run"));

    [TestCase("--HttpPort", "9000")]
    [TestCase("--http-port", "9000")]
    [TestCase("--HttpPort=9000")]
    public void Options_have_several_spellings(params string[] arguments) =>
        Assert.That(OptionsReader.Read(ServerCommandLine.Parse(arguments)).HttpPort, Is.EqualTo(9000));

    [Test]
    public void Nested_options_and_commands_are_read_in_any_order()
    {
        var line = ServerCommandLine.Parse(["--Seeding:Enabled", "true", "backup", "/somewhere", "--DataDirectory", "/data"]);
        Assert.That(line.Command, Is.EqualTo("backup"));
        Assert.That(line.Arguments, Is.EqualTo(new[] { "/somewhere" }));
        var options = OptionsReader.Read(line);
        Assert.That(options.Seeding.Enabled, Is.True);
        Assert.That(options.DataDirectory, Is.EqualTo("/data"));
    }

    [TestCase("--NoSuchOption", "1")]
    [TestCase("--HttpPort")]
    [TestCase("--HttpPort", "many")]
    [TestCase("--Seeding:Enable", "true")]
    [TestCase("--HttpPort", "70000")]
    [TestCase("--BindAddress", "0.0.0.0")]
    [TestCase("dance")]
    [TestCase("backup")]
    [TestCase("keys")]
    [TestCase("keys", "turn")]
    [TestCase("verify", "this")]
    public async Task Wrong_use_is_told_and_ends_with_2(params string[] arguments)
    {
        var (code, _, errors) = await RunAsync(arguments);
        Assert.That(code, Is.EqualTo(CommandRunner.WrongUse), errors);
        Assert.That(errors, Is.Not.Empty);
    }

    [Test]
    public async Task Help_names_every_command()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.That(code, Is.Zero);
        foreach (var command in new[] { "backup DIR", "restore DIR", "verify", "keys rotate" }) Assert.That(output, Does.Contain(command));
    }

    [TestCase("verify")]
    [TestCase("backup", "/nowhere/backup")]
    [TestCase("keys", "rotate")]
    [TestCase("restore", "/nowhere/backup")]
    public async Task A_command_that_fails_ends_with_1_and_a_reason(params string[] arguments)
    {
        var (code, _, errors) = await RunAsync([.. arguments, "--DataDirectory", "/nowhere/data"]);
        Assert.That(code, Is.EqualTo(CommandRunner.Failed));
        Assert.That(errors, Does.Contain("/nowhere"));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (await CommandRunner.RunAsync(arguments, output, errors), output.ToString(), errors.ToString());
    }
}
