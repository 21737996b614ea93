namespace FastChat.Server.Hosting;

/// <summary>Where the options came from, to read them again; null: from the program itself, which hands in new ones.</summary>
internal sealed record OptionsSource(Func<ServerOptions>? Read);
