using FastChat.Client;

namespace FastChat.Samples.Terminal;

/// <summary>From the command line to a client that somebody is signed in to, asking what is missing.</summary>
internal sealed class SignIn(TerminalArguments arguments)
{
    /// <summary>The client, or null when the person gave up.</summary>
    public async Task<ChatClient?> RunAsync()
    {
        var handle = arguments.Handle ?? (arguments.Guest ? "guest" : Ask("Handle: "));
        if (string.IsNullOrWhiteSpace(handle))
        {
            return null;
        }

        var store = Path.GetFullPath(arguments.StorePathFor(handle));
        Directory.CreateDirectory(Path.GetDirectoryName(store)!);
        var client = new ChatClient(new ChatClientOptions(arguments.Server) { StorePath = store, DeviceName = Environment.MachineName });
        try
        {
            if (await client.ResumeAsync() is not null || await EnterAsync(client, handle))
            {
                return client;
            }
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }

        await client.DisposeAsync();
        return null;
    }

    private async Task<bool> EnterAsync(ChatClient client, string handle)
    {
        if (arguments.Guest)
        {
            await client.Access.RegisterGuestAsync(arguments.Handle);
            return true;
        }

        if (Environment.GetEnvironmentVariable("FASTCHAT_BOT_TOKEN") is { Length: > 0 } token)
        {
            await client.Access.SignInAsBotAsync(token);
            return true;
        }

        var password = Environment.GetEnvironmentVariable("FASTCHAT_PASSWORD") ?? AskSecretly($"Password of {handle}: ");
        if (arguments.Register)
        {
            await client.RegisterAsync(handle, password, arguments.Invitation);
            return true;
        }

        try
        {
            await client.SignInAsync(handle, password);
            return true;
        }
        catch (ChatException half) when (half.Code == ErrorCode.SecondStepNeeded && !Console.IsInputRedirected)
        {
            return await EnterCodeAsync(client);
        }
        catch (ChatException refused) when (refused.Code == ErrorCode.WrongCredentials && !Console.IsInputRedirected)
        {
            if (Ask($"Nobody is called {handle}, or the password is another. Make a new account of that name? [y/N] ") is not ("y" or "Y"))
            {
                return false;
            }
        }

        await client.RegisterAsync(handle, password);
        return true;
    }

    private static async Task<bool> EnterCodeAsync(ChatClient client)
    {
        while (Ask("Code from your authenticator: ") is { Length: > 0 } code)
        {
            try
            {
                await client.Access.EnterCodeAsync(code);
                return true;
            }
            catch (ChatException wrong) when (wrong.Code == ErrorCode.WrongCode)
            {
                Console.WriteLine(Commands.Wording.Of(wrong));
            }
        }

        return false;
    }

    private static string? Ask(string question)
    {
        Console.Write(question);
        return Console.ReadLine()?.Trim();
    }

    private static string AskSecretly(string question)
    {
        if (Console.IsInputRedirected)
        {
            throw new InvalidOperationException("set FASTCHAT_PASSWORD: there is no terminal to ask for the password");
        }

        Console.Write(question);
        var typed = new Display.InputLine();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            typed.Apply(key);
        }

        Console.WriteLine();
        return typed.Text;
    }
}
