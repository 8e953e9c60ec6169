using System.Reflection;
using System.Xml.Linq;
using CallScript.TestKit;

namespace CallScript.Architecture.Tests;

/// <summary>Dependencies point inwards, in the projects and in what the compiled code really uses.</summary>
public sealed class LayerTests
{
    public static TheoryData<string, string[]> ProjectReferences => new()
    {
        { "Domain", [] },
        { "Application", ["Domain"] },
        { "Infrastructure", ["Application"] },
        { "Api", ["Application", "Infrastructure"] },
        { "Workers", ["Application", "Infrastructure"] },
    };

    [Theory]
    [MemberData(nameof(ProjectReferences))]
    public void Project_References_OnlyInwardLayers(string layer, string[] allowed)
    {
        var project = XDocument.Load(Repository.PathTo("src", layer, $"CallScript.{layer}.csproj"));

        var referenced = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value).Replace("CallScript.", ""));

        referenced.ShouldBe(allowed, ignoreOrder: true);
    }

    [Fact]
    public void Domain_Assembly_UsesNothingButTheBaseLibrary()
    {
        var foreign = Layers.Domain.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard"));

        foreign.ShouldBeEmpty();
    }

    [Fact]
    public void Application_Assembly_KnowsNoDatabaseNoWebAndNoEngine()
    {
        string[] forbidden = ["Npgsql", "Quartz", "Microsoft.AspNetCore", "CallScript.Infrastructure"];

        var used = Layers.Application.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

        used.ShouldBeEmpty();
    }

    [Fact]
    public void SpeechEngineTypes_AllOfThem_StayInsideTheirFolder()
    {
        var native = Layers.Infrastructure.GetTypes()
            .Where(type => type.Namespace?.StartsWith("CallScript.Infrastructure.Speech.Native", StringComparison.Ordinal) == true)
            .ToList();

        native.ShouldNotBeEmpty();
        native.ShouldAllBe(type => !type.IsVisible);
    }

    [Fact]
    public void PlatformInvoke_OutsideNativeFolders_DoesNotExist()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var imports = Layers.All
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetMethods(All).Any(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)))
            .Where(type => type.Namespace is not ("CallScript.Infrastructure.Speech.Native" or "CallScript.Infrastructure.Recordings.Native"))
            .Select(type => type.FullName);

        imports.ShouldBeEmpty();
    }
}
