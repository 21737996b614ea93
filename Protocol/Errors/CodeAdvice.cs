namespace FastChat.Protocol.Errors;

/// <summary>Reads the advice off a code's number.</summary>
public static class CodeAdvice
{
    /// <summary>The advice of a code's range. Codes that this version does not know still tell what to do.</summary>
    public static Advice Advice(this Code code) => (int)code switch
    {
        >= 1000 and < 2000 => Errors.Advice.Retry,
        >= 2000 and < 3000 => Errors.Advice.Fix,
        >= 3000 and < 4000 => Errors.Advice.Denied,
        >= 4000 and < 4500 => Errors.Advice.Reconnect,
        _ => Errors.Advice.Stop,
    };
}
