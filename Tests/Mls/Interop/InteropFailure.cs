namespace FastChat.Tests.Mls.Interop;

/// <summary>A peer refused what it should take, or the members differ.</summary>
internal sealed class InteropFailure(string message) : Exception(message);
