namespace FastChat.Client;

/// <summary>Where to search.</summary>
public enum SearchPlace
{
    /// <summary>On the server, in everything that the account may read there. Needs a connection; encrypted conversations are not in it.</summary>
    Server = 0,

    /// <summary>On this device, in what it holds: works offline, and finds encrypted messages too.</summary>
    Device = 1,
}
