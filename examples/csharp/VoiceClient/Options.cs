namespace VoiceCloning.Client;

/// <summary>The options of an example, each <c>--name value</c>.</summary>
public sealed class Options
{
    private readonly Dictionary<string, string> values = [];

    /// <exception cref="ArgumentException">An option has no value, or something is no option.</exception>
    public Options(string[] args)
    {
        for (var index = 0; index < args.Length; index += 2)
        {
            if (!args[index].StartsWith("--", StringComparison.Ordinal) || index + 1 == args.Length)
            {
                throw new ArgumentException($"Write each option as --name value, not {args[index]}.");
            }

            values[args[index][2..]] = args[index + 1];
        }
    }

    /// <summary>The value of an option; null if it is missing.</summary>
    public string? Optional(string name) => values.GetValueOrDefault(name);

    /// <summary>The value of an option, or of an environment variable if the option is missing.</summary>
    /// <exception cref="ArgumentException">There is neither.</exception>
    public string Required(string name, string? variable = null)
    {
        if (values.TryGetValue(name, out var value)) return value;
        var fallback = variable is null ? null : Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(fallback)) return fallback;
        throw new ArgumentException($"Add --{name}{(variable is null ? "" : $", or set {variable}")}.");
    }
}
