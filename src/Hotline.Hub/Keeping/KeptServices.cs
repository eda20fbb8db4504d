namespace Hotline.Hub.Keeping;

/// <summary>
/// The one way in which a service that runs beside the doors is entered: kept, see <see cref="KeptService"/>.
/// </summary>
internal static class KeptServices
{
    /// <summary>Has a service run while the hub does, made of services.</summary>
    public static IServiceCollection AddKept<T>(this IServiceCollection services) where T : BackgroundService =>
        services.AddKept(s => ActivatorUtilities.CreateInstance<T>(s));

    /// <summary>Has a service run while the hub does.</summary>
    /// <param name="services">Where it is entered.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="name">What log and <c>/readyz</c> call it; null for its type.</param>
    public static IServiceCollection AddKept<T>(
        this IServiceCollection services, Func<IServiceProvider, T> make, string? name = null)
        where T : BackgroundService =>
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<KeptService>(
            s, name ?? typeof(T).Name, (BackgroundService)make(s)));
}
