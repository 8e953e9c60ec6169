using System.CommandLine;

var root = new RootCommand("CallScript's workers: the lanes, and the stages of the pipeline as commands.");
return await root.Parse(args).InvokeAsync();
