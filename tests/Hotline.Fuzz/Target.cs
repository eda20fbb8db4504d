namespace Hotline.Fuzz;

/// <summary>A parser under attack.</summary>
/// <param name="Name">Its name on the command line, and its folder in the corpus.</param>
/// <param name="Take">
/// Parses bytes, and holds the parser to what it promises: one of its documented outcomes, and that what it takes can
/// be written and reads the same. Throws whatever else happens.
/// </param>
public sealed record Target(string Name, Action<byte[]> Take)
{
    /// <summary>Every parser of what comes from outside, and of the files that people and programs leave.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("jws", SignedTargets.Form),
        new("envelope", SignedTargets.Envelope),
        new("token", SignedTargets.Token),
        new("confirmation", SignedTargets.Confirmation),
        new("checkpoint", ProofTargets.Checkpoint),
        new("receipt", ProofTargets.Receipt),
        new("post", DoorTargets.Post),
        new("body", DoorTargets.Body),
        new("words", DoorTargets.Words),
        new("wire", WireTargets.Answer),
        new("line", WireTargets.Line),
        new("entry", WireTargets.Entry),
        new("mail", MailTargets.Mail),
        new("mqtt5", MqttTargets.Five),
        new("mqtt311", MqttTargets.ThreeOneOne),
        new("regime", FileTargets.Regime),
        new("directory", FileTargets.Directory),
        new("settings", FileTargets.Settings),
        new("profile", FileTargets.Profile),
        new("cursor", FileTargets.Cursor),
        new("cache", FileTargets.Cache),
        new("log", FileTargets.Log),
    ];

    /// <summary>The target of that name; null when there is none.</summary>
    public static Target? Named(string name) => All.FirstOrDefault(target => target.Name == name);
}
