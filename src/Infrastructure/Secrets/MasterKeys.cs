using System.Security.Cryptography;
using CallScript.Application.Common;
using CallScript.Domain.Secrets;
using CallScript.Infrastructure.Identity;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Secrets;

/// <summary>Wraps and unwraps data keys; the key itself may never be in this process.</summary>
internal interface IMasterKey
{
    Task<byte[]> WrapAsync(string context, byte[] dataKey, CancellationToken cancellationToken);

    /// <exception cref="CryptographicException">Wrapped by another key, in another context, or changed.</exception>
    Task<byte[]> UnwrapAsync(string context, byte[] wrappedKey, CancellationToken cancellationToken);
}

/// <summary>The configured master keys by id.</summary>
internal sealed class MasterKeys(IOptions<MasterKeyOptions> options)
{
    private readonly Dictionary<string, Lazy<IMasterKey>> _keys = Load(options.Value);

    /// <summary>The id of the key that wraps.</summary>
    public string CurrentId { get; } = options.Value.CurrentMasterKey;

    public Task<byte[]> WrapAsync(string context, byte[] dataKey, CancellationToken cancellationToken) =>
        KeyWith(CurrentId).WrapAsync(context, dataKey, cancellationToken);

    public async Task<byte[]> UnwrapAsync(string masterKeyId, string context, byte[] wrappedKey, CancellationToken cancellationToken)
    {
        var dataKey = await KeyWith(masterKeyId).UnwrapAsync(context, wrappedKey, cancellationToken);
        return dataKey.Length == SealedBox.KeyLength
            ? dataKey
            : throw new CryptographicException($"The master key '{masterKeyId}' unwrapped something that is no data key.");
    }

    private IMasterKey KeyWith(string id) => _keys.TryGetValue(id, out var key)
        ? key.Value
        : throw new MasterKeyUnavailableException($"No master key with the id '{id}' is configured.");

    private static Dictionary<string, Lazy<IMasterKey>> Load(MasterKeyOptions options)
    {
        // Read on first use: a key that only old rows need must not keep a host from starting.
        var keys = options.MasterKeys.ToDictionary(
            pair => pair.Key, pair => new Lazy<IMasterKey>(() => Open(pair.Key, pair.Value)), StringComparer.Ordinal);
        if (!string.IsNullOrEmpty(options.MasterKeyFile))
        {
            keys.TryAdd(MasterKeyOptions.FileKeyId, new Lazy<IMasterKey>(() => new LocalMasterKey(InstallationKey.FromFile(options.MasterKeyFile))));
        }

        return keys;
    }

    private static IMasterKey Open(string id, MasterKeySource source) => source switch
    {
        { File: { } file } => new LocalMasterKey(InstallationKey.FromFile(file)),
        { Environment: { } variable } => new LocalMasterKey(InstallationKey.FromEnvironment(variable)),
        { Command: { } command } => new CommandMasterKey(id, command, source.CommandTimeout),
        _ => throw new MasterKeyUnavailableException($"The master key '{id}' has no source."),
    };
}

/// <summary>A master key that this process holds.</summary>
internal sealed class LocalMasterKey(InstallationKey key) : IMasterKey
{
    private const int WrapVersion = 0;
    private readonly byte[] _key = key.Derive("data-keys");

    public Task<byte[]> WrapAsync(string context, byte[] dataKey, CancellationToken cancellationToken) =>
        Task.FromResult(SealedBox.Seal(_key, WrapVersion, context, dataKey));

    public Task<byte[]> UnwrapAsync(string context, byte[] wrappedKey, CancellationToken cancellationToken) =>
        Task.FromResult(SealedBox.Open(_key, context, wrappedKey));
}

/// <summary>Says at the start of a host which master key is configured wrongly.</summary>
internal sealed class MasterKeyOptionsValidation : IValidateOptions<MasterKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, MasterKeyOptions options)
    {
        var errors = options.MasterKeys.SelectMany(pair => ErrorsOf(pair.Key, pair.Value)).ToList();
        var known = options.MasterKeys.ContainsKey(options.CurrentMasterKey)
            || (options.CurrentMasterKey == MasterKeyOptions.FileKeyId && !string.IsNullOrEmpty(options.MasterKeyFile));
        if (!known)
        {
            errors.Add($"Security:CurrentMasterKey names '{options.CurrentMasterKey}', which is not configured.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ErrorsOf(string id, MasterKeySource source)
    {
        if (id.Length > OrganizationKey.MasterKeyIdMaxLength || !id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            yield return $"Security:MasterKeys:{id}: an id has lower-case letters, digits and hyphens, at most {OrganizationKey.MasterKeyIdMaxLength}.";
        }

        if (new[] { source.File, source.Environment, source.Command }.Count(value => !string.IsNullOrEmpty(value)) != 1)
        {
            yield return $"Security:MasterKeys:{id}: set exactly one of File, Environment and Command.";
        }

        if (source.Command is { Length: > 0 } command && !Path.IsPathFullyQualified(command))
        {
            yield return $"Security:MasterKeys:{id}: the command must be an absolute path.";
        }
    }
}
