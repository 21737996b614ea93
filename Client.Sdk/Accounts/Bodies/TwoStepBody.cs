namespace FastChat.Client.Accounts;

/// <summary>Whether the second step is on.</summary>
internal sealed record TwoStepBody(bool On, int RecoveryCodesLeft);
