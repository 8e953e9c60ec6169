using CallScript.Application.Recordings.Folders;
using CallScript.Domain.Campaigns;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>A folder, or a prefix of a bucket, whose recordings become calls. Configured under <c>WatchedFolders:0</c>, <c>WatchedFolders:1</c> and so on.</summary>
public sealed class WatchedFolderOptions
{
    public const string SectionName = "WatchedFolders";

    /// <summary>The slug of the organization whose calls they become.</summary>
    public string Organization { get; set; } = "";

    /// <summary>The folder; absolute. Empty: <see cref="S3"/> names a bucket.</summary>
    public string Path { get; set; } = "";

    /// <summary>A bucket instead of a folder, and the prefix below which recordings lie.</summary>
    public S3Options S3 { get; } = new();

    internal bool IsBucket => S3.Bucket.Length > 0;

    internal string Place => IsBucket ? $"{S3.Endpoint}|{S3.Bucket}|{S3.Prefix}" : System.IO.Path.TrimEndingDirectorySeparator(Path);

    /// <summary>See <see cref="NameTemplate"/>. Empty: names say nothing.</summary>
    public string Template { get; set; } = "";

    /// <summary>Decides the rules; guessed from the campaign's name when left out.</summary>
    public Vertical? Vertical { get; set; }

    /// <summary>How often it is looked at. A file that two looks find unchanged is whole.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>All watched folders.</summary>
public sealed class WatchedFoldersOptions
{
    public IList<WatchedFolderOptions> Folders { get; } = [];
}

/// <summary>Says at the start of a host which folder is configured wrongly.</summary>
internal sealed class WatchedFoldersOptionsValidation : IValidateOptions<WatchedFoldersOptions>
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, WatchedFoldersOptions options)
    {
        var errors = options.Folders
            .SelectMany((folder, index) => ErrorsOf(folder).Select(error => $"{WatchedFolderOptions.SectionName}:{index}:{error}"))
            .ToList();
        if (options.Folders.Select(folder => folder.Place).Distinct().Count() < options.Folders.Count)
        {
            errors.Add($"{WatchedFolderOptions.SectionName}: each folder is watched once; two have the same Path, or bucket and prefix.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ErrorsOf(WatchedFolderOptions folder)
    {
        if (string.IsNullOrWhiteSpace(folder.Organization))
        {
            yield return "Organization must be the slug of an organization.";
        }

        if (folder.IsBucket)
        {
            if (folder.Path.Length > 0)
            {
                yield return "Path and S3:Bucket exclude each other.";
            }

            foreach (var (setting, what) in folder.S3.Problems())
            {
                yield return $"S3:{setting} {what}";
            }
        }
        else if (!System.IO.Path.IsPathFullyQualified(folder.Path))
        {
            yield return "Path must be an absolute path.";
        }

        if (folder.Template.Length > 0 && NameTemplate.Parse(folder.Template) is { IsSuccess: false } template)
        {
            yield return $"Template '{folder.Template}' cannot be used. {template.Error.Message}";
        }

        if (folder.Interval < ShortestInterval || folder.Interval > LongestInterval)
        {
            yield return "Interval must be between a second and a day.";
        }
    }
}
