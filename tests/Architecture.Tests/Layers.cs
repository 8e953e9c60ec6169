using System.Reflection;

namespace CallScript.Architecture.Tests;

internal static class Layers
{
    public static Assembly Domain { get; } = typeof(Domain.Calls.Call).Assembly;

    public static Assembly Application { get; } = typeof(Application.DependencyInjection).Assembly;

    public static Assembly Infrastructure { get; } = typeof(Infrastructure.Persistence.AppDbContext).Assembly;

    public static Assembly Api { get; } = Assembly.Load("CallScript.Api");

    public static Assembly Workers { get; } = Assembly.Load("CallScript.Workers");

    public static IReadOnlyList<Assembly> All { get; } = [Domain, Application, Infrastructure, Api, Workers];
}
