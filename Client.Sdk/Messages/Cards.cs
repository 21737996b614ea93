using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Places and people's cards, to the wire and back. What another client wrote is never trusted to be in range.</summary>
internal static class Cards
{
    private const int LinesMax = 16;

    public static Wire.Location Write(GeoLocation place)
    {
        if (!IsOnEarth(place.Latitude, place.Longitude) || place.AccuracyMeters < 0)
            throw Contents.Invalid("A location lies between -90 and 90, and -180 and 180 degrees.");
        return new Wire.Location
        {
            Latitude = place.Latitude,
            Longitude = place.Longitude,
            AccuracyMeters = (uint)place.AccuracyMeters,
            Label = place.Label,
            LiveUntilMs = place.LiveUntil?.ToUnixTimeMilliseconds() ?? 0,
        };
    }

    public static Wire.ContactCard Write(ContactCard card)
    {
        if (card.Name.Length == 0 || Contents.Some(card.Phones).Length > LinesMax || Contents.Some(card.Emails).Length > LinesMax)
            throw Contents.Invalid($"A card has a name, and at most {LinesMax} numbers and addresses each.");
        return new Wire.ContactCard
        {
            Name = card.Name,
            Account = card.Account?.ToByteString() ?? ByteString.Empty,
            Phones = { Contents.Some(card.Phones) },
            Emails = { Contents.Some(card.Emails) },
        };
    }

    /// <summary>Null: there is none, or it lies nowhere.</summary>
    public static GeoLocation? Read(Wire.Location? place) => place is null || !IsOnEarth(place.Latitude, place.Longitude)
        ? null
        : new GeoLocation(place.Latitude, place.Longitude)
        {
            AccuracyMeters = (int)Math.Min(place.AccuracyMeters, int.MaxValue),
            Label = place.Label,
            LiveUntil = Time(place.LiveUntilMs),
        };

    public static ContactCard? Read(Wire.ContactCard? card) => card is null || card.Name.Length == 0
        ? null
        : new ContactCard(card.Name)
        {
            Account = AccountId.TryRead(card.Account.Span, out var account) && !account.IsNone() ? account : null,
            Phones = [.. card.Phones.Take(LinesMax)],
            Emails = [.. card.Emails.Take(LinesMax)],
        };

    /// <summary>Null: none, or no time that can be told.</summary>
    public static DateTimeOffset? Time(long unixMs) => unixMs <= 0 || unixMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    private static bool IsOnEarth(double latitude, double longitude) => latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
}
