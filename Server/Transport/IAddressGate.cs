using System.Net;

namespace FastChat.Server.Transport;

/// <summary>Says which addresses are kept out. Thread-safe, and asked for every connection.</summary>
internal interface IAddressGate
{
    /// <summary>Whether it may not connect now.</summary>
    bool IsBanned(IPAddress? address);
}
