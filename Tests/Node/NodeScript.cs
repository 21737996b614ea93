using System.ComponentModel;
using System.Diagnostics;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Node;

/// <summary>A script that reads its arguments, prints one answer and ends.</summary>
internal static class NodeScript
{
    /// <summary>What it printed; ignores the test where Node or its packages are missing, unless the environment asks for them.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        if (!Repository.Exists("Tests/Node/node_modules")) NodePeer.Missing("Tests/Node/node_modules is missing: npm ci --prefix Tests/Node");
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", [Repository.PathOf($"Tests/Node/{script}"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(RawClient.AnswerTimeout);
            Assert.That(process.ExitCode, Is.Zero, await errors);
            return await output;
        }
        catch (Win32Exception)
        {
            NodePeer.Missing("node is not installed");
            throw;
        }
    }
}
