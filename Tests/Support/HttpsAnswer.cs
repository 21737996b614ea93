namespace FastChat.Tests.Support;

/// <summary>What a <see cref="HttpsReceiver"/> answers.</summary>
internal sealed record HttpsAnswer(int Status, string Body = "", IReadOnlyList<(string Name, string Value)>? Headers = null);
