using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Server.Hosting;

/// <summary>
/// The host's logs without what ASP.NET Core says about single requests: its lines hold paths, and the path of a webhook holds a secret.
/// What goes wrong there is logged by our own middleware.
/// </summary>
internal sealed class WithoutPaths(ILoggerFactory logs) : ILoggerFactory
{
    private const string Framework = "Microsoft.AspNetCore.";

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(Framework, StringComparison.Ordinal) && !categoryName.StartsWith(Framework + "Server.", StringComparison.Ordinal)
            ? NullLogger.Instance
            : logs.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => logs.AddProvider(provider);

    public void Dispose()
    {
        // The logs are the host's.
    }
}
