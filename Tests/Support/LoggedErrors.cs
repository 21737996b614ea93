using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Support;

/// <summary>Keeps what a server logs as an error (or from a lower level on), so that a test can accuse it at its end. Thread-safe.</summary>
internal sealed class LoggedErrors(LogLevel from = LogLevel.Error) : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _entries = new();

    public IReadOnlyCollection<string> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, from, _entries);

    public void Clear() => _entries.Clear();

    public void Dispose()
    {
        // The entries stay readable.
    }

    private sealed class Logger(string category, LogLevel from, ConcurrentQueue<string> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                entries.Enqueue($"{category} {eventId}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
            }
        }
    }
}
