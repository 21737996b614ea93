namespace FastChat.Server.Diagnostics;

/// <summary>
/// Which log event ids belong to which folder. A source-generated log method takes its id from its folder's range and
/// never gives it to another message, so that an operator can alert on the number (checked by an architecture test).
/// </summary>
internal static class EventIds
{
    public const int Hosting = 1000;
    public const int Http = 1100;
    public const int Auth = 1200;
    public const int Accounts = 1300;
    public const int Media = 1400;
    public const int Administration = 1500;
    public const int Transport = 2000;
    public const int Sessions = 2100;
    public const int Delivery = 2200;
    public const int Concurrency = 2300;
    public const int Routing = 3000;
    public const int Handlers = 3100;
    public const int Indexing = 3200;
    public const int Push = 3300;
    public const int Webhooks = 3400;

    /// <summary>The project Storage numbers its own events from here.</summary>
    public const int Storage = 4000;

    /// <summary>How many ids each range has.</summary>
    public const int RangeLength = 100;
}
