namespace FastChat.Client;

/// <summary>Whether the account's second step is on.</summary>
/// <param name="On">Whether signing in needs a code.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes have not been used.</param>
public sealed record TwoStepStatus(bool On, int RecoveryCodesLeft);
