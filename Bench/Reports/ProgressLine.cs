namespace FastChat.Bench.Reports;

/// <summary>One line on the terminal, rewritten each second; silent when nobody watches.</summary>
internal sealed class ProgressLine(bool quiet)
{
    private readonly bool _shown = !quiet && !Console.IsErrorRedirected;
    private long _last;

    public void Show(string phase, long deliveredSoFar)
    {
        if (_shown)
            Console.Error.Write($"\r{phase,-10} {deliveredSoFar,14:N0} delivered   {deliveredSoFar - _last,10:N0}/s   ");
        _last = deliveredSoFar;
    }

    public void Clear()
    {
        if (_shown)
            Console.Error.Write($"\r{new string(' ', 60)}\r");
    }
}
