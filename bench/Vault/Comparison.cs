using System.Diagnostics;
using System.Globalization;

namespace CallScript.Bench.Vault;

/// <summary>Both ways of the same bytes in turns, size by size.</summary>
internal static class Comparison
{
    private const int Rounds = 3;
    private const int BufferBytes = 128 * 1024;

    private static readonly (string Name, int Bytes, int Count)[] Sizes =
        [("1 MB", 1_000_000, 200), ("25 MB", 25_000_000, 20), ("1 GB", 1_000_000_000, 1)];

    public static async Task<int> RunAsync()
    {
        using var bucket = Bucket.FromEnvironment();
        await (bucket?.CreateAsync() ?? Task.CompletedTask);
        var root = Directory.CreateTempSubdirectory("callscript-bench-vault-");
        Process? server = null;
        try
        {
            var served = root.CreateSubdirectory("served").FullName;
            Write(Path.Combine(served, "warm-up"), 1_000_000);
            foreach (var (name, bytes, _) in Sizes)
            {
                Write(Path.Combine(served, FileOf(name)), bytes);
            }

            server = Start("serve", served);
            var origin = new Uri((await server.StandardOutput.ReadLineAsync())!);
            Console.WriteLine($"store: {Environment.GetEnvironmentVariable("Vault__Store") ?? "FileSystem"}; median of {Rounds} rounds");
            Console.WriteLine($"{"file",-8}{"into the vault",18}{(bucket is null ? "plain copy" : "plain PUT"),16}{"ratio",9}{"peak memory",16}");
            var peaks = new List<long>();
            foreach (var (name, bytes, count) in Sizes)
            {
                peaks.Add(await MeasureAsync(name, (double)bytes * count / 1e6, count, new Uri(origin, FileOf(name)), served, root.FullName, bucket));
            }

            Console.WriteLine($"memory from 1 MB to 1 GB: {peaks[^1] - peaks[0]:+0;-0;0} MB, {(double)peaks[^1] / peaks[0]:0.00}x");
            return 0;
        }
        finally
        {
            server?.Kill();
            server?.Dispose();
            root.Delete(recursive: true);
        }
    }

    private static async Task<long> MeasureAsync(string name, double megabytes, int count, Uri address, string served, string root, Bucket? bucket)
    {
        var (vault, copy, peaks) = (new List<double>(), new List<double>(), new List<long>());
        for (var round = 0; round < Rounds; round++)
        {
            using var storing = Start("store", address.AbsoluteUri, $"{count}", Path.Combine(root, "vault"));
            var line = await storing.StandardOutput.ReadToEndAsync();
            await storing.WaitForExitAsync();
            if (storing.ExitCode != 0)
            {
                throw new InvalidOperationException("The storing process failed; its error is above.");
            }

            var figures = line.Split(' ');
            vault.Add(megabytes / double.Parse(figures[0], CultureInfo.InvariantCulture));
            peaks.Add(long.Parse(figures[1], CultureInfo.InvariantCulture));
            var source = Path.Combine(served, FileOf(name));
            copy.Add(megabytes / (bucket is null ? Copy(source, Path.Combine(root, "copy"), count) : await bucket.PutAsync(source, count)));
            await (bucket?.ClearAsync() ?? Task.CompletedTask);
        }

        var (stored, copied, peak) = (Median(vault), Median(copy), peaks.Max());
        Console.WriteLine($"{name,-8}{stored,13:0.0} MB/s{copied,11:0.0} MB/s{stored / copied,9:0.00}{peak,13} MB");
        return peak;
    }

    /// <summary>Reads, writes and flushes to the disk; what is there is replaced, as the vault replaces it.</summary>
    private static double Copy(string from, string to, int count)
    {
        var buffer = new byte[BufferBytes];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            using (var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            using (var target = new FileStream(to + ".part", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                for (int read; (read = source.Read(buffer)) > 0;)
                {
                    target.Write(buffer, 0, read);
                }

                target.Flush(flushToDisk: true);
            }

            File.Move(to + ".part", to, overwrite: true);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static void Write(string path, int bytes)
    {
        var random = new Random(bytes);
        var buffer = new byte[BufferBytes];
        using var file = File.Create(path);
        for (var left = bytes; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            if (left == bytes)
            {
                "ID3"u8.CopyTo(buffer);
            }

            file.Write(buffer, 0, Math.Min(left, buffer.Length));
        }
    }

    private static string FileOf(string name) => name.Replace(" ", "", StringComparison.Ordinal);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
}
