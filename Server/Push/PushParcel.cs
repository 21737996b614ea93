namespace FastChat.Server.Push;

/// <summary>What one device is to get.</summary>
/// <param name="Notice">The notice (docs/PROTOCOL.md, Push) in clear; a transport seals it, or leaves it out.</param>
/// <param name="Tag">Names the conversation for this device and tells nothing about it: a later push takes the place of an earlier one.</param>
/// <param name="IsWithdrawal">It takes a notice back.</param>
/// <param name="Lifetime">How long the service keeps it.</param>
internal sealed record PushParcel(byte[] Notice, string Tag, bool IsWithdrawal, TimeSpan Lifetime)
{
    /// <summary>`message` or `read`: all that a service may know.</summary>
    public string Kind => IsWithdrawal ? "read" : "message";

    public override string ToString() => nameof(PushParcel);
}
