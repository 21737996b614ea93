using System.Diagnostics.CodeAnalysis;

namespace FastChat.Bench.Reports;

/// <summary>Where results go, tried before the run: one that cannot be written would be found only when the result is lost.</summary>
internal static class OutputPaths
{
    /// <summary>Makes the directory and the file if they are not there yet, and leaves what they hold.</summary>
    public static bool TryOpen(string? reportDirectory, string? jsonFile, [NotNullWhen(false)] out string? problem)
    {
        var option = "--report";
        try
        {
            if (reportDirectory is not null)
            {
                Directory.CreateDirectory(reportDirectory);
                Touch(Path.Combine(reportDirectory, ReportDirectory.ReportFile));
            }
            option = "--json";
            if (jsonFile is not null)
                Touch(jsonFile);
            problem = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"{option} cannot be written: {failure.Message}";
            return false;
        }
    }

    private static void Touch(string file) => new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
}
