using System.Text.RegularExpressions;

namespace FastChat.Tests.Support;

/// <summary>What the sink was given: the envelope's recipients, and headers and body as they came.</summary>
internal sealed partial record SunkMail(string[] To, string Text)
{
    /// <summary>The code of eight digits in it.</summary>
    public string Code => EightDigits().Match(Text).Value;

    [GeneratedRegex(@"\b\d{8}\b")]
    private static partial Regex EightDigits();
}
