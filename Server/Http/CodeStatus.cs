using FastChat.Protocol;
using FastChat.Protocol.Errors;

namespace FastChat.Server.Http;

/// <summary>Which HTTP status a code has. What is not named here follows from the code's range.</summary>
internal static class CodeStatus
{
    public static int Status(this Code code) => code switch
    {
        Code.RateLimited or Code.TooManyInFlight => StatusCodes.Status429TooManyRequests,
        Code.Internal => StatusCodes.Status500InternalServerError,
        Code.MessageTooLarge or Code.QuotaExceeded => StatusCodes.Status413PayloadTooLarge,
        Code.UnknownRequest or Code.MediaNotFound or Code.AccountNotFound or Code.NotFound => StatusCodes.Status404NotFound,
        Code.NotSupported or Code.EncryptionNotSupported => StatusCodes.Status501NotImplemented,
        Code.HandleTaken or Code.AlreadyExists or Code.LimitReached or Code.NotAGuest or Code.TwoStepState
            or Code.AlreadyUnderWay or Code.NotReady or Code.InvalidOptions => StatusCodes.Status409Conflict,
        Code.UploadOffsetWrong => StatusCodes.Status409Conflict,
        Code.TusVersionUnsupported => StatusCodes.Status412PreconditionFailed,
        Code.ChecksumMismatch => TusProtocol.ChecksumMismatchStatus,
        Code.UnsupportedMediaType or Code.MediaTypeNotAllowed => StatusCodes.Status415UnsupportedMediaType,
        Code.RangeNotSatisfiable => StatusCodes.Status416RangeNotSatisfiable,
        Code.WrongCredentials or Code.SecondStepNeeded or Code.WrongCode or Code.TokenInvalid or Code.TokenExpired or Code.RefreshReused => StatusCodes.Status401Unauthorized,
        _ => code.Advice() switch
        {
            Advice.Retry => StatusCodes.Status503ServiceUnavailable,
            Advice.Denied => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status400BadRequest,
        },
    };

    /// <summary>The code of a status that the HTTP layer itself produced.</summary>
    public static Code FromStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => Code.UnknownRequest,
        StatusCodes.Status413PayloadTooLarge => Code.MessageTooLarge,
        StatusCodes.Status415UnsupportedMediaType => Code.UnsupportedMediaType,
        StatusCodes.Status416RangeNotSatisfiable => Code.RangeNotSatisfiable,
        StatusCodes.Status401Unauthorized => Code.TokenInvalid,
        StatusCodes.Status403Forbidden => Code.Forbidden,
        StatusCodes.Status408RequestTimeout => Code.CloseTimeout,
        >= 500 => Code.Internal,
        _ => Code.Malformed,
    };
}
