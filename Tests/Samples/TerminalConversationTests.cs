using System.Diagnostics;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Samples;

/// <summary>Two people at two terminals, through pipes, against the real server: the README's demonstration.</summary>
[TestFixture]
internal sealed class TerminalConversationTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Two_terminals_chat_react_edit_and_pass_a_file()
    {
        await RunAsync("grace", register: true, "/help");
        var note = _server.NewPath("note.txt");
        await File.WriteAllTextAsync(note, "the plan");
        var adas = RunAsync(
            "ada", register: true, "/open grace", "hello grace", "/wait {👍 1}", "/edit hello Grace", "/wait (edited)", $"/attach {note}");
        var graces = await RunAsync(
            "grace", register: false, "/wait unread  ada", "/open ada", "/wait hello grace", "/react 👍", "/wait (edited)", "/wait [note.txt", $"/save {_server.NewPath("got.txt")}");
        Assert.That(graces, Does.Contain("ada: hello Grace (edited) {👍 1}"));
        Assert.That(await adas, Does.Contain("ada: hello Grace (edited) {👍 1} [✓"));
        Assert.That(await File.ReadAllTextAsync(_server.NewPath("got.txt")), Is.EqualTo("the plan"));
    }

    [Test]
    public async Task Two_terminals_mention_pin_vote_and_answer_in_a_thread()
    {
        await RunAsync("barbara", register: true, "/help");
        var alans = RunAsync(
            "alan", register: true, "/open barbara", "**bold** words", "/wait bold words", "/pin", "/wait ⚑", "/mention barbara look", "/poll lunch: soup, bread",
            "/wait 2) bread 1", "/wait 1 in the thread");
        var barbaras = await RunAsync(
            "barbara", register: false, "/wait unread  alan", "/open alan", "/wait bold words ⚑", "/wait @barbara look", "/wait 1) soup 0", "/vote 2",
            "/wait 2) bread 1 ✓", "/thread bread it is", "/wait 1 in the thread");
        Assert.That(barbaras, Does.Contain("alan: bold words ⚑"));
        Assert.That(await alans, Does.Contain("lunch 1) soup 0 2) bread 1 ⤷ 1 in the thread"));
    }

    [Test]
    public async Task A_terminal_reports_a_message_and_takes_all_of_its_account_along()
    {
        await RunAsync("niklaus", register: true, "/help");
        await RunAsync("tony", register: true, "/open niklaus", "goto considered", "/wait goto considered [✓");
        var archive = _server.NewPath("niklaus.zip");
        var seen = await RunAsync("niklaus", register: false, "/open tony", "/wait goto considered", "/report spam harmful", "/back", $"/export {archive}");
        Assert.That(seen, Does.Contain("reported; its sender is not told").And.Contain($"{archive} has"));
        Assert.That(await Server.Administration.AdminCommandLine.RunAsync(_server.Server.Options, "reports"), Does.Contain("harmful"));
        using var zip = System.IO.Compression.ZipFile.OpenRead(archive);
        Assert.That(zip.GetEntry("manifest.json"), Is.Not.Null);
    }

    [Test]
    public async Task Two_terminals_join_a_channel_and_moderate_a_group()
    {
        await RunAsync("joan", register: true, "/help");
        var dorothys = RunAsync(
            "dorothy", register: true, "/channel News", "/handle the.news", "/wait made it public", "/describe what is new", "it begins", "/wait it begins [✓",
            "/back", "/group Engines: joan", "/wait created", "/slow 60", "/wait slow mode", "/wait joan is typing…", "/silence joan 5", "/wait muted joan", "/info", "/ban joan", "/wait banned joan");
        var joans = await RunAsync(
            "joan", register: false, "/wait Engines", "/open Engines", "/wait slow mode to 60 s", "quick", "/wait quick [✓", "again", "/wait refused (3012)", "/typing", "/wait muted joan",
            "/back", "/preview @the.news", "/join @the.news", "/wait it begins");
        Assert.That(joans, Does.Contain("News: what is new (1 members)"));
        Assert.That(await dorothys, Does.Contain("newcomers see what comes after them; one message in 60 s"));
    }

    [Test]
    public async Task Unread_counts_typing_receipts_and_older_messages_are_seen()
    {
        const int Lines = 60; // More than the page that opens.
        await RunAsync("linus", register: true, "/help");
        var written = Enumerable.Range(1, Lines).Select(i => $"line {i:00}").ToArray();
        var first = await RunAsync("edsger", register: true, ["/open linus", .. written]);
        Assert.That(first, Does.Not.Contain("✓✓ read"), "nobody has read it yet");

        var edsgers = RunAsync(
            "edsger", register: false, "/open linus", "/wait line 60 [✓✓ read]", "here", "/wait linus is typing…", "seen", "/wait seen [✓✓ read]");
        var linus = await RunAsync(
            "linus", register: false, $"/wait {Lines} unread  edsger", "/open edsger", "/wait line 60", "/older", "/wait line 01",
            "/wait edsger: here", "/typing", "/wait edsger: seen");
        var rows = linus.Split('\n').ToList();
        int Row(string text) => rows.FindIndex(row => row.Contains(text, StringComparison.Ordinal));
        Assert.That(Row($"{Lines} unread  edsger"), Is.Not.Negative.And.LessThan(Row("line 60")));
        Assert.That(Row("line 01"), Is.GreaterThan(Row("line 60")), "it came by scrolling back");
        Assert.That(await edsgers, Does.Contain("edsger: seen [✓✓ read]"), "told although linus left at once");
    }

    /// <summary>Runs the program on lines of input; its exit code must be 0.</summary>
    private async Task<string> RunAsync(string handle, bool register, params string[] lines)
    {
        // From its own output folder, beside ours: there it has all that it needs and nothing more.
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(ours.Parent!.Parent!.FullName, "Terminal", ours.Name, "FastChat.Samples.Terminal.dll");
        string[] arguments =
        [
            program, "--server", _server.Server.HttpAddress!.ToString(), "--handle", handle, "--store", _server.NewPath($"{handle}.db"),
            .. register ? ["--register"] : Array.Empty<string>(),
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FASTCHAT_PASSWORD"] = RawAccounts.Password;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(string.Concat(lines.Select(line => line + "\n")));
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.That(process.ExitCode, Is.Zero, () => $"{handle}:\n{output.Result}\n{errors.Result}");
        return await output;
    }
}
