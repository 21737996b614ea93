namespace FastChat.Server.Accounts;

/// <summary>Says who somebody is that signs in by handle and password, in place of the password that is stored. Thread-safe.</summary>
internal interface IIdentityCheck
{
    /// <summary>Null: not its to say.</summary>
    /// <exception cref="Routing.RefusalException">It cannot say now.</exception>
    ValueTask<(bool IsGenuine, string? DisplayName)?> JudgeAsync(string handle, string password, CancellationToken cancellation);
}
