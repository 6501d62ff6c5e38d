namespace GeneratedClients;

/// <summary>What a caller of the API is given, by environment variables.</summary>
public sealed record Setting(Uri BaseUrl, string Token, string VoiceId, string SynthesisId, string Recording)
{
    /// <summary>What is spoken, as by the clients in TypeScript.</summary>
    public const string Text = "The kettle is on. The tea is nearly ready.";

    /// <summary>How many audit events are read.</summary>
    public const int AuditLimit = 20;

    public static Setting FromEnvironment() => new(
        new Uri(Variable("API_URL")),
        Variable("API_TOKEN"),
        Variable("VOICE_ID"),
        Variable("SYNTHESIS_ID"),
        Variable("RECORDING"));

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"Set {name}.");
}
