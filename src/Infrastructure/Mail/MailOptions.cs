using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Mail;

/// <summary>How letters leave: by SMTP when a host is named, else as files when a folder is, else they wait.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string SectionName = "Mail";

    /// <summary>The SMTP server.</summary>
    public string Host { get; init; } = "";

    /// <summary>Default 587, the port for submission.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>Empty: no authentication.</summary>
    public string UserName { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Refuses to send in the clear. Default true; false only for a relay on a network that is trusted.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>Who letters are from, with or without a name.</summary>
    [Required]
    public string From { get; init; } = "CallScript <callscript@localhost>";

    /// <summary>The folder for installations without SMTP: each letter becomes an .eml file.</summary>
    public string PickupDirectory { get; init; } = "";

    /// <summary>Longest wait for the server, for one letter. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether letters can leave at all.</summary>
    public bool IsConfigured => Host.Length > 0 || PickupDirectory.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!System.Net.Mail.MailAddress.TryCreate(From, out _))
        {
            yield return new ValidationResult($"{SectionName}:{nameof(From)} is no address: '{From}'.", [nameof(From)]);
        }
    }
}

/// <summary>Where people reach this installation.</summary>
public sealed class SiteOptions : IValidatableObject
{
    public const string SectionName = "Site";

    /// <summary>
    /// Links in letters start with it. It is a setting because the Host header of a request is whatever its sender
    /// wants. Default http://127.0.0.1:8080.
    /// </summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:8080");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https") || Url.AbsolutePath != "/")
        {
            yield return new ValidationResult($"{SectionName}:{nameof(Url)} must be http or https, without a path.", [nameof(Url)]);
        }
    }
}
