using System.Globalization;
using CallScript.Bench.Vault;

// Measures the way of a recording from a link into the vault against a plain copy of the same bytes (a plain PUT into a bucket), and the memory that it
// takes, for files of 1 MB, 25 MB and 1 GB. The server and whoever stores are processes of their own, so that a peak of memory is
// the storing's alone. Settings in the environment count: Vault__Store=S3 and its companions measure a bucket.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["serve", var folder] => await FileServer.RunAsync(folder),
    ["store", var address, var count, var folder] => await Storing.RunAsync(new Uri(address), int.Parse(count, CultureInfo.InvariantCulture), folder),
    [] => await Comparison.RunAsync(),
    _ => throw new ArgumentException("The bench takes no arguments."),
};
