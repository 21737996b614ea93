using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using FastChat.Tests.Support;

namespace FastChat.Tests.Mls.Interop;

/// <summary>peer.mjs in a process of its own: ts-mls.</summary>
internal sealed class NodePeer : IPeer
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private NodePeer(Process process) => _process = process;

    public string Language => "node";

    /// <summary>Starts it; ignores the test where Node or its packages are missing, unless the environment asks for them.</summary>
    public static NodePeer Start()
    {
        if (!Repository.Exists("Tests/Mls/Interop/node_modules"))
            Missing("Tests/Mls/Interop/node_modules is missing: npm ci --prefix Tests/Mls/Interop");
        try
        {
            return new NodePeer(Process.Start(new ProcessStartInfo("node", [Repository.PathOf("Tests/Mls/Interop/peer.mjs")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!);
        }
        catch (Win32Exception)
        {
            Missing("node is not installed");
            throw;
        }
    }

    public JsonObject Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(AnswerTimeout))
            throw new InteropFailure($"the Node peer does not answer: {request.ToJsonString()}");
        return JsonNode.Parse(answer.Result ?? throw new InteropFailure("the Node peer has ended"))!.AsObject();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(AnswerTimeout))
            _process.Kill();
        _process.Dispose();
    }

    private static void Missing(string what)
    {
        if (Environment.GetEnvironmentVariable("FASTCHAT_TESTS_REQUIRE_NODE") is { Length: > 0 })
            Assert.Fail(what);
        Assert.Ignore(what);
    }
}
