namespace FastChat.Mls;

/// <summary>The only exception that this library throws for bad input. The group it was thrown by is unchanged.</summary>
public sealed class MlsException : Exception
{
    /// <summary>Creates the exception for a refusal.</summary>
    public MlsException(MlsError error, string message) : base(message) => Error = error;

    /// <summary>Why the operation was refused.</summary>
    public MlsError Error { get; }
}
