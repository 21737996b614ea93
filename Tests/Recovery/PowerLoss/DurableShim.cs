using System.ComponentModel;
using System.Diagnostics;

namespace FastChat.Tests.Recovery.PowerLoss;

/// <summary>Builds durable.c with the machine's compiler; without one the tests that need it are ignored.</summary>
internal static class DurableShim
{
    private static readonly TimeSpan BuildWithin = TimeSpan.FromSeconds(60);

    /// <summary>The path of the shared object, built into this directory.</summary>
    public static async Task<string> BuildAsync(string directory)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Losing power is simulated with LD_PRELOAD, on Linux only.");
        var library = Path.Combine(directory, "durable.so");
        var source = Path.Combine(AppContext.BaseDirectory, "Recovery", "PowerLoss", "durable.c");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]);
            using var late = new CancellationTokenSource(BuildWithin);
            await compiler.WaitForExitAsync(late.Token);
            Assert.That(compiler.ExitCode, Is.Zero, "the shim does not compile");
        }
        catch (Win32Exception)
        {
            Assert.Ignore("There is no C compiler (cc) to build the LD_PRELOAD shim with.");
        }
        return library;
    }
}
