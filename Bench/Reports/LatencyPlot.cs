using System.Globalization;
using System.Text;
using HdrHistogram;

namespace FastChat.Bench.Reports;

/// <summary>
/// Latencies by percentile as an SVG: to the right the percentile, each step a tenth of what is left (50, 90, 99, 99.9 …);
/// upwards microseconds, logarithmic.
/// </summary>
internal static class LatencyPlot
{
    private const double Width = 860, Height = 440, Left = 80, Right = 140, Top = 40, Bottom = 50;
    private const double NinesMax = 4; // 99.99 %
    private const int Steps = 200;
    private static readonly string[] Colours = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a"];

    /// <param name="title">Above it.</param>
    /// <param name="curves">In nanoseconds, none of them empty.</param>
    public static string Svg(string title, IReadOnlyList<(string Name, LongHistogram Latencies)> curves)
    {
        var points = curves.Select(curve => Points(curve.Latencies)).ToArray();
        var low = Math.Floor(points.SelectMany(p => p).Min(p => p.LogUs));
        var high = Math.Max(low + 1, Math.Ceiling(points.SelectMany(p => p).Max(p => p.LogUs)));
        var svg = new StringBuilder();
        svg.AppendLine(Text($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">"""));
        svg.AppendLine(Text($"""<rect width="{Width}" height="{Height}" fill="white"/>"""));
        svg.AppendLine(Text($"""<text x="{Left}" y="24" font-size="16">{System.Security.SecurityElement.Escape(title)}</text>"""));
        for (var power = low; power <= high; power++)
            Grid(svg, Left, Y(power, low, high), Width - Right, Y(power, low, high), Label(power), anchor: "end");
        foreach (var (nines, label) in new[] { (0.0, "0"), (Math.Log10(2), "50"), (1, "90"), (2, "99"), (3, "99.9"), (4, "99.99 %") })
            Grid(svg, X(nines), Top, X(nines), Height - Bottom, label, anchor: "middle");
        foreach (var (i, curve) in curves.Index())
        {
            var colour = Colours[i % Colours.Length];
            var line = string.Join(' ', points[i].Select(p => Text($"{X(p.Nines):0.#},{Y(p.LogUs, low, high):0.#}")));
            svg.AppendLine(Text($"""<polyline fill="none" stroke="{colour}" stroke-width="2" points="{line}"/>"""));
            svg.AppendLine(Text($"""<text x="{Width - Right + 10}" y="{Top + 16 + (20 * i)}" fill="{colour}">{System.Security.SecurityElement.Escape(curve.Name)}</text>"""));
        }
        return svg.AppendLine("</svg>").ToString();
    }

    private static (double Nines, double LogUs)[] Points(LongHistogram latencies)
    {
        var points = new (double Nines, double LogUs)[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            var nines = NinesMax * i / Steps;
            var nanoseconds = latencies.GetValueAtPercentile(100 * (1 - Math.Pow(10, -nines)));
            points[i] = (nines, Math.Log10(Math.Max(nanoseconds, 1) / 1_000.0));
        }
        return points;
    }

    private static void Grid(StringBuilder svg, double x1, double y1, double x2, double y2, string label, string anchor)
    {
        var (x, y) = anchor == "end" ? (x1 - 8, y1 + 4) : (x1, y2 + 20);
        svg.AppendLine(Text($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="#d0d7de"/>"""));
        svg.AppendLine(Text($"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}">{label}</text>"""));
    }

    private static double X(double nines) => Left + ((Width - Left - Right) * nines / NinesMax);

    private static double Y(double logUs, double low, double high) =>
        Height - Bottom - ((Height - Top - Bottom) * (logUs - low) / (high - low));

    private static string Label(double power) => power switch
    {
        < 3 => Text($"{Math.Pow(10, power)} µs"),
        < 6 => Text($"{Math.Pow(10, power - 3)} ms"),
        _ => Text($"{Math.Pow(10, power - 6)} s"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
