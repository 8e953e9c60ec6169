using System.CommandLine;
using CallScript.Workers.Commands;

var root = new RootCommand("CallScript's workers: the lanes, and the stages of the pipeline as commands.")
{
    JudgeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
