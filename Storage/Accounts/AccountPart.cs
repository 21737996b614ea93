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

    /// <summary>One row: a <see cref="TwoStepRecord"/>.</summary>
    TwoStep = 3,

    /// <summary>One row: an <see cref="EmailRecord"/>.</summary>
    Email = 4,

    /// <summary>One row: the <see cref="OneTimeCodeRecord"/> of an address to be verified.</summary>
    EmailCode = 5,

    /// <summary>One row: the <see cref="OneTimeCodeRecord"/> of a password to be reset.</summary>
    ResetCode = 6,

    /// <summary>‖ bot: an <see cref="OwnedBotRecord"/>.</summary>
    OwnedBot = 7,

    /// <summary>‖ token id: an <see cref="ApiTokenRecord"/>.</summary>
    ApiToken = 8,

    /// <summary>‖ device: a <see cref="DeviceGrantRecord"/>.</summary>
    DeviceGrant = 9,

    /// <summary>‖ key among the handles: an <see cref="ExternalIdentityRecord"/>.</summary>
    External = 10,
}
