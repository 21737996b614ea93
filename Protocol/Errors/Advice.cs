namespace FastChat.Protocol.Errors;

/// <summary>What a numbered code asks its receiver to do; the ranges of <see cref="Code"/> in protocol.proto.</summary>
public enum Advice
{
    /// <summary>Repeat the request unchanged, later.</summary>
    Retry,

    /// <summary>The request is wrong; repeating it changes nothing.</summary>
    Fix,

    /// <summary>It is not allowed.</summary>
    Denied,

    /// <summary>The connection is gone; open a new one.</summary>
    Reconnect,

    /// <summary>The connection is gone, and a new one would fare no better until something changes.</summary>
    Stop,
}
