namespace FastChat.Mls.Group;

/// <summary>Whom to ask, and the time, when something is validated.</summary>
internal sealed record Validation(IMlsAuthenticationService Authentication, TimeProvider Clock, TimeSpan LifetimeMax);
