namespace FastChat.Server.Hosting;

/// <summary>A request to the admin API.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Below /v1/admin, with the query.</param>
/// <param name="Body">JSON; null: none.</param>
/// <param name="File">Where the answer goes; null: to the console.</param>
internal sealed record AdminRequest(HttpMethod Method, string Path, string? Body, string? File);
