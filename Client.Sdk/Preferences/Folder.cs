namespace FastChat.Client;

/// <summary>A folder that the account sorts conversations into.</summary>
/// <param name="Id">Which; it stays when the folder is renamed.</param>
/// <param name="Name">What it is called.</param>
public sealed record Folder(FolderId Id, string Name);
