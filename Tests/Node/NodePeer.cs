using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Node;

/// <summary>The running script, step by step.</summary>
internal sealed class NodePeer : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodePeer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The script that chats.</summary>
    public static NodePeer Start(TestServer server, string transport, string handle, string peerHandle) => Start(
        "peer.mjs", Repository.PathOf("protocol.proto"), server.Server.HttpAddress!.ToString(), transport, handle, peerHandle);

    /// <summary>Starts a script; ignores the test where Node or its packages are missing, unless the environment asks for them.</summary>
    public static NodePeer Start(string script, params string[] arguments)
    {
        if (!Repository.Exists("Tests/Node/node_modules"))
        {
            Missing("Tests/Node/node_modules is missing: npm ci --prefix Tests/Node");
        }

        try
        {
            return new NodePeer(Process.Start(new ProcessStartInfo("node", [Repository.PathOf($"Tests/Node/{script}"), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!);
        }
        catch (Win32Exception)
        {
            Missing("node is not installed");
            throw;
        }
    }

    /// <summary>Waits for the script's next line, which must be this step.</summary>
    public async Task<JsonElement> StepAsync(string step)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(RawClient.AnswerTimeout);
        if (line is null)
        {
            Assert.Fail($"The script ended before “{step}”:\n{await _errors}");
        }

        var told = JsonDocument.Parse(line!).RootElement;
        Assert.That(told.GetProperty("step").GetString(), Is.EqualTo(step));
        return told;
    }

    /// <summary>Lets the script go on where it waits.</summary>
    public Task GoOnAsync() => _process.StandardInput.WriteLineAsync("go on");

    public async Task EndedWellAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(RawClient.AnswerTimeout);
        Assert.That(_process.ExitCode, Is.Zero, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    public static void Missing(string what)
    {
        if (Environment.GetEnvironmentVariable("FASTCHAT_TESTS_REQUIRE_NODE") == "1")
        {
            Assert.Fail(what);
        }

        Assert.Ignore(what);
    }
}
