namespace FastChat.Client;

/// <summary>A place on the map (WGS 84).</summary>
/// <param name="Latitude">Degrees, -90 to 90, north is positive.</param>
/// <param name="Longitude">Degrees, -180 to 180, east is positive.</param>
public sealed record GeoLocation(double Latitude, double Longitude)
{
    /// <summary>How far off it may be, in meters; 0: unknown.</summary>
    public int AccuracyMeters { get; init; }

    /// <summary>What is there; may be empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>Until when the sender keeps it up to date by editing the message; null: it stands still.</summary>
    public DateTimeOffset? LiveUntil { get; init; }
}
