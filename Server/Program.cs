using FastChat.Server.Hosting;

return await CommandRunner.RunAsync(args, Console.Out, Console.Error);
