using System.CommandLine;
using CallScript.Workers.Commands;

var root = new RootCommand("CallScript's workers: the lanes, and the stages of the pipeline as commands.")
{
    RunCommand.Create(),
    MigrateCommand.Create(),
    RotateKeysCommand.Create(),
    SeedDemoCommand.Create(),
    ImportCommand.Create(),
    BackfillCommand.Create(),
    StatusCommand.Create(),
    AuditCommand.Create(),
    VaultCommand.Create(),
    PrepareSpeechCommand.Create(),
    TranscribeCommand.Create(),
    JudgeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
