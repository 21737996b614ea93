namespace FastChat.Storage.Accounts;

/// <summary>What a row of `accounts` says about its account. Part of the key on disk: never renumber.</summary>
internal enum AccountPart : byte
{
    /// <summary>One row: an <see cref="AccountRecord"/>.</summary>
    Record = 0,

    /// <summary>One row: a <see cref="PasswordRecord"/>.</summary>
    Password = 1,

    /// <summary>One row, none for a person: an <see cref="AccountStatusRecord"/>.</summary>
    Status = 2,
}
