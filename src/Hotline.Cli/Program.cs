using System.Security.Cryptography;
using Hotline.Cli;
using Hotline.Durable;

Umask.ForThisUserOnly();
#pragma warning disable RS0030 // The one place where the CLI takes the system's clock.
var world = World.OfTheUser(TimeProvider.System, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
#pragma warning restore RS0030
return await HotlineCommand.RunAsync(args, world);
