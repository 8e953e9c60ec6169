using System.CommandLine;
using CallScript.Workers.Commands;

var root = new RootCommand("CallScript's workers: the lanes, and the stages of the pipeline as commands.")
{
    PrepareSpeechCommand.Create(),
    TranscribeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
