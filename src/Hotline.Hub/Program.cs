using Hotline.Durable;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;

if (args is ["--help" or "-h" or "-?"])
{
    Console.WriteLine(Usage.Text);
    return 0;
}
if (args is ["--version"])
{
    Console.WriteLine(HubHost.Version);
    return 0;
}
var reading = SettingsReader.Read(args);
if (reading.Faults.Count > 0)
{
    foreach (var fault in reading.Faults)
    {
        Console.Error.WriteLine(fault);
    }
    return 2;
}
Umask.ForThisUserOnly();
try
{
#pragma warning disable RS0030 // The one place where the hub takes the system's clock and randomness.
    await using var hub = await HubHost.OpenAsync(reading, new HubSurroundings(TimeProvider.System, Random.Shared));
#pragma warning restore RS0030
    if (await hub.StartAsync())
    {
        Console.WriteLine(hub.Welcome());
        await hub.WaitForStopAsync();
    }
    var ending = hub.Ending;
    await hub.StopAsync(ending is null ? "signal" : "it cannot go on");
    if (ending is not null)
    {
        Console.Error.WriteLine(ending);
        return 1;
    }
    return 0;
}
catch (StartupException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(StartErrors.Failed(fault.Message));
    return 1;
}
catch (Exception fault)
{
    Console.Error.WriteLine(StartErrors.Failed($"{fault.Message} ({fault.GetType().Name})"));
    return 1;
}
