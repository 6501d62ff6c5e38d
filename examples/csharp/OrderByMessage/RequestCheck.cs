using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace OrderByMessage;

/// <summary>
/// Checks a request before it is sent, by the data annotations of its records. A mistake is then an exception in this program, not a reply and a dead letter later.
/// </summary>
public static class RequestCheck
{
    /// <exception cref="ValidationException">Something is wrong; the message has each JSON pointer and what is right there.</exception>
    public static void ThrowIfInvalid(Request request)
    {
        var mistakes = MistakesIn(request, "").ToList();
        if (mistakes.Count > 0) throw new ValidationException($"{request.Type} was not sent. {string.Join(' ', mistakes)}");
    }

    /// <summary>What is wrong in an object and in those below it, which <see cref="Validator"/> does not look at.</summary>
    private static IEnumerable<string> MistakesIn(RequestPart part, string pointer)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(part, new ValidationContext(part), results, validateAllProperties: true);
        var own = results.SelectMany(result => result.MemberNames, (result, member) => $"{Below(pointer, member)}: {result.ErrorMessage}");
        var below = part.GetType().GetProperties().SelectMany(property => property.GetValue(part) switch
        {
            RequestPart one => MistakesIn(one, Below(pointer, property.Name)),
            IEnumerable<RequestPart> many => many.SelectMany((each, index) => MistakesIn(each, $"{Below(pointer, property.Name)}/{index}")),
            _ => [],
        });
        return own.Concat(below);
    }

    private static string Below(string pointer, string member) => $"{pointer}/{JsonNamingPolicy.CamelCase.ConvertName(member)}";
}
