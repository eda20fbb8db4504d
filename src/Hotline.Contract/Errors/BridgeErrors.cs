using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals of what comes by a broker of others: 4050 to 4059.</summary>
public static class BridgeErrors
{
    /// <summary>A signed confirmation whose payload is not one.</summary>
    public static Refusal NoConfirmation() => new(4050, "no-confirmation", RefusalClass.Malformed,
        "The payload of the signed confirmation must be exactly {\"message\":\"ID\",\"rung\":\"delivered\"} "
        + "(or \"displayed\").");

    /// <summary>A confirmation without a signature: who published it is only the broker's word.</summary>
    public static Refusal NotSigned() => new(4051, "unsigned-confirmation", RefusalClass.Unauthenticated,
        "Here a confirmation counts only when its program signed it. Publish it as a JWS of type "
        + "hotline-confirmation+jws, signed with a key of the participant.");

    /// <summary>A topic of a participant whom this bridge is not set to serve.</summary>
    public static Refusal NotServed(string participant) => new(4052, "not-served", RefusalClass.Forbidden,
        $"The hub does not serve {participant} at this broker. Use another way in, or ask the hub's operator to name "
        + $"{participant} among the bridge's participants.");

    /// <summary>The topic names one participant, the signature another.</summary>
    public static Refusal OtherSigner(string topic, string signer) => new(4053, "other-signer", RefusalClass.Forbidden,
        $"The topic is that of {topic}, and a key of {signer} signed. Publish under your own participant's topic.");
}
