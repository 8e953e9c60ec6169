using System.Text;

namespace CallScript.Infrastructure.Speech.Assets;

/// <summary>
/// Adds the decoder's cross-attention weights to its outputs. They say which stretch of audio each token was read
/// from, which is where word times come from; the published model computes them and throws them away.
/// </summary>
/// <remarks>
/// The decoder is one <c>If</c> node with a branch for the first step and one for the steps with a cache. The softmax
/// inside each branch becomes an output of the branch, then of the node, then of the model.
/// </remarks>
internal static class CrossAttentionExport
{
    public const int Layers = 6;

    // Field numbers of onnx.proto.
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int GraphOutput = 12;
    private const int NodeOutput = 2;
    private const int NodeOperator = 4;
    private const int NodeAttribute = 5;
    private const int AttributeGraph = 6;
    private const int ValueName = 1;
    private const int ValueType = 2;
    private const int TypeTensor = 1;
    private const int TensorElementType = 1;
    private const ulong ElementFloat = 1;

    public static string OutputName(int layer) => $"cross_attn.{layer}";

    /// <param name="model">The merged decoder as published.</param>
    /// <returns>The same model with the outputs <see cref="OutputName"/> of every layer.</returns>
    /// <exception cref="InvalidDataException">The model is not laid out as expected.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> model)
    {
        var branches = 0;
        var edited = ProtobufEdit.Replace(model, ModelGraph, graph =>
        {
            var rewired = ProtobufEdit.Replace(graph, GraphNode, node =>
            {
                if (!IsBranchNode(node))
                {
                    return node.ToArray();
                }

                var opened = ProtobufEdit.Replace(node, NodeAttribute, attribute =>
                    ProtobufEdit.Replace(attribute, AttributeGraph, branch =>
                    {
                        branches++;
                        return Join(branch.ToArray(), EachLayer(layer => Output(Tensor(layer, branch))));
                    }));
                return Join(opened, EachLayer(layer => ProtobufEdit.Field(NodeOutput, Encoding.UTF8.GetBytes(OutputName(layer)))));
            });
            return Join(rewired, EachLayer(layer => Output(OutputName(layer))));
        });
        return branches == 2
            ? edited
            : throw new InvalidDataException($"The decoder has {branches} branches where 2 were expected.");
    }

    private static bool IsBranchNode(ReadOnlyMemory<byte> node) =>
        ProtobufEdit.Read(node, NodeOperator).Any(name => name.Span.SequenceEqual("If"u8));

    private static string Tensor(int layer, ReadOnlyMemory<byte> branch)
    {
        var name = $"/model/decoder/layers.{layer}/encoder_attn/Softmax_output_0";
        var bytes = Encoding.UTF8.GetBytes(name);
        var found = ProtobufEdit.Read(branch, GraphNode)
            .SelectMany(node => ProtobufEdit.Read(node, NodeOutput))
            .Any(output => output.Span.SequenceEqual(bytes));
        return found ? name : throw new InvalidDataException($"The decoder has no tensor '{name}'.");
    }

    private static byte[] Output(string name)
    {
        var tensor = ProtobufEdit.Field(TypeTensor, ProtobufEdit.Number(TensorElementType, ElementFloat));
        byte[] value = [.. ProtobufEdit.Field(ValueName, Encoding.UTF8.GetBytes(name)), .. ProtobufEdit.Field(ValueType, tensor)];
        return ProtobufEdit.Field(GraphOutput, value);
    }

    private static byte[] EachLayer(Func<int, byte[]> make) => [.. Enumerable.Range(0, Layers).SelectMany(make)];

    private static byte[] Join(byte[] message, byte[] more) => [.. message, .. more];
}
