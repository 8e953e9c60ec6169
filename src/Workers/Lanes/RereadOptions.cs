using System.ComponentModel.DataAnnotations;
using CallScript.Domain.Integrations;

namespace CallScript.Workers.Lanes;

/// <summary>
/// When what was read is read again; see <see cref="RereadPlan"/>. Configured as <c>Rereads:Entries:0:Every</c> and
/// <c>Rereads:Entries:0:Back</c> and so on; what is given replaces the whole plan.
/// </summary>
public sealed class RereadOptions : IValidatableObject
{
    public const string SectionName = "Rereads";

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public IReadOnlyList<RereadEntry> Entries { get; set; } = [];

    public IReadOnlyList<Reread> Plan =>
        Entries.Count > 0 ? [.. Entries.Select(entry => new Reread(entry.Every, entry.Back))] : RereadPlan.Default;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Entries
        .Where(entry => entry.Every < Shortest || entry.Back < Shortest)
        .Select(entry => new ValidationResult($"{SectionName}: 'every {entry.Every}, {entry.Back} back' is shorter than {Shortest}."));
}

public sealed class RereadEntry
{
    public TimeSpan Every { get; set; }

    public TimeSpan Back { get; set; }
}
