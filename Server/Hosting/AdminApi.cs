using FastChat.Server.Http.Admin;
using FastChat.Storage;

namespace FastChat.Server.Hosting;

/// <summary>What the commands `backup`, `verify`, `purge`, `keys rotate` and `search` ask of a running server. One at a time.</summary>
internal sealed partial class AdminApi(Maintenance maintenance, ILogger<AdminApi> log) : IDisposable
{
    public const string BackupPath = "/backup";
    public const string VerifyPath = "/verify";
    public const string PurgePath = "/purge";
    public const string RotatePath = "/keys/rotate";
    public const string RebuildSearchPath = "/search/rebuild";
    public const string VerifySearchPath = "/search/verify";
    public const string DirectoryParameter = "directory";

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Puts it in front of the public paths, of which the admin socket has the admin API alone.</summary>
    public static void Map(WebApplication application)
    {
        application.Use((http, next) =>
        {
            if (http.Features.Get<AdminConnection>() is null) return next(http);
            if (!http.Request.Path.StartsWithSegments(AdminPaths.Prefix, StringComparison.Ordinal))
                return http.RequestServices.GetRequiredService<AdminApi>().AnswerAsync(http);
            http.Features.Set(new OperatorConnection());
            return next(http);
        });
    }

    /// <summary>Without a socket the commands open the database themselves, which the running server does not let them.</summary>
    public void Announce(string dataDirectory)
    {
        var socket = AdminConnection.PathOf(dataDirectory);
        if (!AdminConnection.Fits(socket)) LogNoSocket(socket);
    }

    public void Dispose() => _one.Dispose();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        await _one.WaitAsync(http.RequestAborted);
        try
        {
            LogCommand(path);
            // Long and blocking work, away from the request's thread.
            var said = await Task.Run(() => Run(path, http.Request.Query[DirectoryParameter].ToString()), CancellationToken.None);
            http.Response.StatusCode = said is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            await http.Response.WriteAsync(said ?? "Unknown command.", CancellationToken.None);
        }
        catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A refusal is an answer for whoever asked, and nothing that failed.
            if (failure is StorageRefusedException) LogRefused(path);
            else LogFailed(path, failure);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await http.Response.WriteAsync(failure.Message, CancellationToken.None);
        }
        finally
        {
            _one.Release();
        }
    }

    private string? Run(string path, string directory) => path switch
    {
        BackupPath => maintenance.Backup(directory),
        VerifyPath => maintenance.Verify(),
        PurgePath => maintenance.Purge(),
        RotatePath => maintenance.RotateKeys(),
        RebuildSearchPath => maintenance.RebuildSearch(),
        VerifySearchPath => maintenance.VerifySearch(),
        _ => null,
    };

    [LoggerMessage(Diagnostics.EventIds.Hosting, LogLevel.Information, "Admin command {Command}")]
    private partial void LogCommand(string command);

    [LoggerMessage(Diagnostics.EventIds.Hosting + 1, LogLevel.Error, "Admin command {Command} failed")]
    private partial void LogFailed(string command, Exception failure);

    [LoggerMessage(Diagnostics.EventIds.Hosting + 4, LogLevel.Information, "Admin command {Command} was refused")]
    private partial void LogRefused(string command);

    [LoggerMessage(
        Diagnostics.EventIds.Hosting + 2, LogLevel.Warning,
        "{Path} is too long for a socket: backup, verify and keys rotate need the server stopped, or a shorter data directory")]
    private partial void LogNoSocket(string path);
}
