// Draws the table that stands beside as a chart: [data-chart] names the script tag with the data.
addEventListener("DOMContentLoaded", () => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  for (const place of document.querySelectorAll("[data-chart]")) {
    const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = globalThis.echarts?.init(place, null, { renderer: "svg", height: 260 });
    const axis = { color: colour("--k-muted") };
    const narrow = place.clientWidth < 480; // the legend says what the axes are
    const line = { lineStyle: { color: colour("--k-line") } };
    const draw = () => chart?.setOption({
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      aria: { enabled: true, label: { description: told.title } },
      color: [colour("--k-accent"), colour("--k-late")],
      textStyle: { fontFamily: "inherit", color: colour("--k-text") },
      legend: { top: 0, textStyle: { color: colour("--k-text") } },
      grid: { left: 48, right: 48, top: 40, bottom: 28 },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "category", data: told.months, axisLabel: axis, axisLine: line },
      yAxis: [
        { type: "value", name: narrow ? "" : told.names[0], min: 0, max: 100, axisLabel: axis, nameTextStyle: axis, splitLine: line },
        { type: "value", name: narrow ? "" : told.names[1], min: 0, axisLabel: axis, nameTextStyle: axis, splitLine: { show: false } },
      ],
      series: [
        { type: "bar", name: told.names[0], data: told.first },
        { type: "line", name: told.names[1], data: told.second, yAxisIndex: 1, symbol: "circle" },
      ],
    });
    draw();
    addEventListener("resize", () => chart?.resize({ height: 260 }));
  }
});
