namespace FastChat.Client;

/// <summary>
/// The message that another one answers, as it stands now: edited when it was edited, without content when it was deleted.
/// </summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="State">Whether it can be shown.</param>
/// <param name="Sender">Who wrote it; null while it is not on this device.</param>
/// <param name="Text">The start of its text, at most 200 characters.</param>
/// <param name="AttachmentCount">How many attachments it has.</param>
public sealed record Quote(long Sequence, QuoteState State, Account? Sender, string Text, int AttachmentCount);
