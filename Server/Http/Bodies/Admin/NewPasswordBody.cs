namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>The password that was set.</summary>
internal sealed record NewPasswordBody(string NewPassword);
