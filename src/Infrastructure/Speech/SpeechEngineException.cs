namespace CallScript.Infrastructure.Speech;

/// <summary>A fault of the native engine or of its files: the one exception that leaves the native layer.</summary>
internal sealed class SpeechEngineException(string message, Exception? inner = null) : Exception(message, inner);
