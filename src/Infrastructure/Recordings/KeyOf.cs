namespace CallScript.Infrastructure.Recordings;

/// <summary>Where an object goes, once its hash and its kind are known.</summary>
internal delegate string KeyOf(string sha256, string extension);
