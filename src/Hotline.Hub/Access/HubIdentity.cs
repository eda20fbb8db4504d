using Hotline.Protocol.Keys;

namespace Hotline.Hub.Access;

/// <summary>Who this hub is.</summary>
/// <param name="Id">Thumbprint of its key: the audience of tokens, and its name in the journal.</param>
/// <param name="Key">Its public key.</param>
/// <param name="Version">Of the program.</param>
public sealed record HubIdentity(string Id, Jwk Key, string Version);
