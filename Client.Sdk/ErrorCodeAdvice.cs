using FastChat.Protocol.Errors;

namespace FastChat.Client;

/// <summary>Reads off an error code what to do.</summary>
public static class ErrorCodeAdvice
{
    /// <summary>Extends <see cref="ErrorCode"/>.</summary>
    /// <param name="code">The code.</param>
    extension(ErrorCode code)
    {
        /// <summary>
        /// What the code's range asks for: try again later, fix the request, give up because it is not allowed, reconnect
        /// (the SDK does), or stop until something changes. Numbers that this version does not know have advice too.
        /// </summary>
        public Advice Advice => CodeAdvice.Advice((Protocol.Code)(int)code);
    }
}
