using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Architecture.Tests;

/// <summary>What makes one use case read like every other.</summary>
public sealed class ConventionTests
{
    private static IEnumerable<Type> HandlerTypes => Layers.Application.GetTypes()
        .Where(type => type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)));

    [Fact]
    public void Handlers_AllOfThem_AreSealedInternalAndNamedAfterTheirRequest()
    {
        HandlerTypes.ShouldNotBeEmpty();
        foreach (var handler in HandlerTypes)
        {
            var request = handler.GetInterfaces().Single(contract => contract.IsGenericType).GetGenericArguments()[0];
            (handler.IsSealed && handler.IsNotPublic).ShouldBeTrue($"{handler.Name} must be internal and sealed");
            handler.Name.ShouldBe($"{request.Name}Handler");
            handler.Namespace.ShouldBe(request.Namespace);
        }
    }

    [Fact]
    public void Requests_AllOfThem_AnswerWithAResult()
    {
        var answers = HandlerTypes.Select(handler => handler.GetInterfaces().Single(contract => contract.IsGenericType).GetGenericArguments()[1]);

        answers.ShouldAllBe(answer => answer == typeof(Result) || (answer.IsGenericType && answer.GetGenericTypeDefinition() == typeof(Result<>)));
    }

    [Fact]
    public void Validators_AllOfThem_AreSealedAndInternal()
    {
        var validators = Layers.Application.GetTypes().Where(type => type.IsAssignableTo(typeof(IValidator)) && !type.IsAbstract).ToList();

        validators.ShouldNotBeEmpty();
        validators.ShouldAllBe(type => type.IsSealed && type.IsNotPublic);
    }

    [Fact]
    public void Classes_AllOfThem_AreSealedOrMeantToBeInherited()
    {
        var open = Layers.All
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract)
            .Where(type => type.Namespace?.StartsWith("CallScript.", StringComparison.Ordinal) == true)
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && !type.FullName!.Contains(".Migrations.", StringComparison.Ordinal))
            .Where(type => !Layers.All.SelectMany(assembly => assembly.GetTypes()).Any(other => other.BaseType == type))
            .Select(type => type.FullName)
            .ToList();

        open.ShouldBeEmpty();
    }

    [Fact]
    public void Names_OfOurTypes_SayWhatTheyDo()
    {
        string[] banned = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities"];

        var vague = Layers.All
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("CallScript.", StringComparison.Ordinal) == true)
            .Where(type => banned.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal)))
            .Select(type => type.FullName);

        vague.ShouldBeEmpty();
    }
}
