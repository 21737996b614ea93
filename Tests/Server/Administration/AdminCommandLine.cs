using FastChat.Server.Hosting;

namespace FastChat.Tests.Server.Administration;

/// <summary>Runs `fastchat admin …` as a shell would.</summary>
internal static class AdminCommandLine
{
    public static async Task<string> RunAsync(ServerOptions options, params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandRunner.RunAsync(["admin", .. words, "--DataDirectory", options.DataDirectory], output, errors);
        Assert.That(code, Is.Zero, errors.ToString());
        return output.ToString();
    }
}
