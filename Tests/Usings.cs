global using FastChat.Protocol.Identifiers;
global using NUnit.Framework;
