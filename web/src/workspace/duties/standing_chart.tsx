import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

// On a canvas: what it draws as SVG carries style attributes, which the server's content policy forbids.
use([BarChart, GridComponent, CanvasRenderer]);

export interface Bar {
  name: string;
  /** Per cent. */
  share: number;
  /** What stands at the end of the bar. */
  told: string;
}

const ROW_PX = 34;
const NAME_PART = 0.36;

/** Bars of shares, the first at the top. The table beside it says the same in figures. */
export function StandingChart({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const drawn = useRef(bars);
  drawn.current = bars;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = init(element, undefined, { renderer: 'canvas' });
    chart.current = made;
    const fit = new ResizeObserver(() => {
      made.resize();
      made.setOption(optionOf(drawn.current, element));
    });
    fit.observe(element);
    return () => {
      fit.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (box.current) chart.current?.setOption(optionOf(bars, box.current));
  }, [bars]);

  // The height follows the number of units, and a style of its own is set by script, as the policy allows.
  return (
    <div
      ref={box}
      className="standing-chart"
      role="img"
      aria-label={title}
      style={{ height: `${bars.length * ROW_PX + ROW_PX}px` }}
    />
  );
}

function optionOf(bars: readonly Bar[], element: HTMLElement) {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const nameWidth = Math.min(Math.round(element.clientWidth * NAME_PART), 220);
  const text = { fontFamily: style.fontFamily, fontSize: 13, color: colour('--ink') };
  return {
    animation: false,
    textStyle: text,
    grid: { left: nameWidth + 10, right: 12, top: 4, bottom: 24, containLabel: false },
    xAxis: {
      type: 'value' as const,
      min: 0,
      max: 100,
      interval: 50,
      axisLabel: { ...text, color: colour('--ink-quiet'), formatter: '{value} %' },
      splitLine: { lineStyle: { color: colour('--line') } },
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: bars.map((bar) => bar.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('--line-strong') } },
      axisLabel: { ...text, width: nameWidth, overflow: 'truncate' as const },
    },
    series: [
      {
        type: 'bar' as const,
        data: bars.map((bar) => bar.share),
        silent: true,
        barMaxWidth: 20,
        showBackground: true,
        backgroundStyle: { color: colour('--paper-deep') },
        itemStyle: { color: colour('--link') },
        label: {
          show: true,
          position: 'insideLeft' as const,
          formatter: ({ dataIndex }: { dataIndex: number }) => bars[dataIndex]?.told ?? '',
          fontFamily: style.fontFamily,
          fontSize: 12,
          color: colour('--ink'),
          backgroundColor: 'rgba(255, 255, 255, 0.82)',
          borderRadius: 3,
          padding: [2, 5],
        },
      },
    ],
  };
}
