using System.Text;
using FastChat.Client;
using FastChat.Samples.Terminal;
using FastChat.Samples.Terminal.Commands;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var arguments = TerminalArguments.Parse(args, out var problem);
if (problem is not null || arguments.Help)
{
    Console.WriteLine(problem ?? TerminalArguments.Usage);
    return problem is null ? 0 : 2;
}

try
{
    await using var client = await new SignIn(arguments).RunAsync();
    if (client is null)
    {
        return 1;
    }

    if (arguments.Plain || Console.IsInputRedirected || Console.IsOutputRedirected)
    {
        await using var lines = new PlainApp(client, arguments.Script);
        return await lines.RunAsync();
    }

    await using var app = new TerminalApp(client, arguments.Server);
    return await app.RunAsync();
}
catch (ChatException refused)
{
    await Console.Error.WriteLineAsync(Wording.Of(refused));
    return 1;
}
catch (InvalidOperationException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
