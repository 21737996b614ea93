namespace FastChat.Server.Http.Bodies;

/// <summary>Whether the second step is on.</summary>
/// <param name="On">Whether signing in needs a code.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes have not been used.</param>
internal sealed record TwoStepBody(bool On, int RecoveryCodesLeft);
