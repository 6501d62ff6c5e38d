using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace OrderByMessage;

// The bodies of requests, with the limits of docs/asyncapi.json. They have the members that this program uses; the contract has more.

/// <summary>An object in a request, whose members <see cref="RequestCheck"/> checks by their annotations.</summary>
public abstract record RequestPart;

/// <param name="Type">The subject of the message.</param>
public abstract record Request([property: JsonIgnore] string Type) : RequestPart;

/// <summary>Enrolls a voice from recordings that were uploaded.</summary>
public sealed record VoiceRequest() : Request("voice.request")
{
    [Required, StringLength(100)]
    public required string Name { get; init; }

    [EnumDataType(typeof(VoiceKind))]
    public required VoiceKind Kind { get; init; }

    [Required]
    public required VoiceConsent Consent { get; init; }

    [Length(1, 2000)]
    public required IReadOnlyList<VoiceSample> Samples { get; init; }
}

public sealed record VoiceConsent : RequestPart
{
    [Required, StringLength(100)]
    public required string VoiceTalentName { get; init; }

    [Required, StringLength(150)]
    public required string CompanyName { get; init; }

    [Required, Locale]
    public required string Locale { get; init; }

    [Required, Id("upl")]
    public required string UploadId { get; init; }
}

public sealed record VoiceSample : RequestPart
{
    [Required, Id("upl")]
    public required string UploadId { get; init; }
}

/// <summary>Has a text spoken.</summary>
public sealed record SynthesisRequest() : Request("synthesis.request")
{
    [Required, Id("vce")]
    public required string VoiceId { get; init; }

    [Required, StringLength(200_000)]
    public required string Text { get; init; }

    [EnumDataType(typeof(AudioFormat))]
    public AudioFormat? Format { get; init; }

    /// <summary>Which rates a format has is not in the schema: the system checks it.</summary>
    public int? SampleRateHz { get; init; }
}

/// <summary>Has several texts spoken as one job.</summary>
public sealed record BatchRequest() : Request("batch.request")
{
    [Required, Id("vce")]
    public required string VoiceId { get; init; }

    [Length(1, 10_000)]
    public required IReadOnlyList<BatchItem> Items { get; init; }

    [EnumDataType(typeof(AudioFormat))]
    public AudioFormat? Format { get; init; }
}

public sealed record BatchItem : RequestPart
{
    [RegularExpression(@"^[\w.-]{1,64}$")]
    public string? Key { get; init; }

    [Required]
    public required string Text { get; init; }
}

/// <summary>Cancels work that has not ended.</summary>
public sealed record CancelRequest() : Request("speech.cancel")
{
    [Required, Id("op")]
    public required string OperationId { get; init; }
}

public enum VoiceKind
{
    Personal,
    Professional,
}

/// <summary>Those that syntheses and batches share.</summary>
public enum AudioFormat
{
    Wav,
    Pcm,
    Mp3,
    Opus,
    Webm,
    Mulaw,
    Alaw,
}

/// <summary>An id: its kind, and a ULID.</summary>
public sealed class IdAttribute(string kind) : RegularExpressionAttribute($"^{kind}_[0-7][0-9A-HJKMNP-TV-Z]{{25}}$")
{
    public override string FormatErrorMessage(string name) => $"{name} must be an id that begins with {kind}_.";
}

/// <summary>A language and a region, such as <c>en-US</c>. The system knows for which it has a consent statement.</summary>
public sealed class LocaleAttribute() : RegularExpressionAttribute("^[a-z]{2,3}-[A-Z]{2}$")
{
    public override string FormatErrorMessage(string name) => $"{name} must be a locale such as en-US.";
}
