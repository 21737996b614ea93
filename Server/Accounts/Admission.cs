using FastChat.Protocol;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;

namespace FastChat.Server.Accounts;

/// <summary>Who may make an account: everybody, who was invited, or nobody. Thread-safe.</summary>
internal sealed class Admission(Live<RegistrationPolicy> policy, Invitations invitations)
{
    /// <summary>Refused if it is plain already that no account may be made.</summary>
    public void Require(string? invitation)
    {
        if (policy.Value.IsOpen) return;
        if (!policy.Value.TakesInvitations) throw new RefusalException(Code.RegistrationClosed, "Accounts are made by the operator here.");
        invitations.Require(invitation);
    }

    /// <summary>Takes the right to make one account: the last word, also when many come with one invitation at once.</summary>
    public Task TakeAsync(string? invitation)
    {
        Require(invitation);
        return policy.Value.IsOpen ? Task.CompletedTask : invitations.RedeemAsync(invitation!);
    }

    /// <summary>Gives it back: no account was made after all.</summary>
    public Task GiveBackAsync(string? invitation) => policy.Value.IsOpen ? Task.CompletedTask : invitations.GiveBackAsync(invitation!);
}
