namespace FastChat.Server.Hosting;

/// <summary>Lets a directory of the host's own decide who somebody is that signs in by handle and password.</summary>
public interface IIdentityHook
{
    /// <summary>
    /// Asked in place of the password that the server has. The rest holds as ever: a second step is asked for where it is on, and whom an
    /// administrator has disabled does not get in. Nobody gets into the account of a bot or a guest by its handle.
    /// </summary>
    /// <param name="handle">Folded.</param>
    /// <param name="password">As typed: not to be kept.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <returns>Null: not the host's to say, the server's own password counts.</returns>
    ValueTask<IdentityVerdict?> OnSigningInAsync(string handle, string password, CancellationToken cancellationToken);
}
