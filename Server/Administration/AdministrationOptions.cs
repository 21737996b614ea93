namespace FastChat.Server.Administration;

/// <summary>What an operator sets about administering; the server's options say what each means.</summary>
internal sealed record AdministrationOptions(int DeletionGraceHours, int HandleQuarantineDays, int ExportsKeptHours);
