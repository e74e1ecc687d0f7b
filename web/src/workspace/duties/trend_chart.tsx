import { useCallback } from 'react';
import { Chart, labelOf, type Look } from './chart';

export interface Point {
  name: string;
  /** Per cent; null where there is nothing to show. */
  share: number | null;
  told: string;
}

const HEIGHT_PX = 240;
const PX_A_LABEL = 64;

/** A line of shares over periods, the oldest at the left. The table beside it says the same in figures. */
export function TrendChart({ title, points }: { title: string; points: readonly Point[] }) {
  const draw = useCallback((look: Look) => optionOf(points, look), [points]);
  return <Chart title={title} heightPx={HEIGHT_PX} draw={draw} />;
}

function optionOf(points: readonly Point[], look: Look) {
  const roomy = look.width / Math.max(points.length, 1) >= PX_A_LABEL;
  return {
    animation: false,
    textStyle: look.text,
    grid: { left: 52, right: 24, top: 28, bottom: 34, containLabel: false },
    xAxis: {
      type: 'category' as const,
      data: points.map((point) => point.name),
      axisLine: { lineStyle: { color: look.colour('--line-strong') } },
      axisLabel: { ...look.text, hideOverlap: true },
    },
    yAxis: {
      type: 'value' as const,
      min: 0,
      max: 100,
      interval: 50,
      axisLabel: { ...look.text, color: look.colour('--ink-quiet'), formatter: '{value} %' },
      splitLine: { lineStyle: { color: look.colour('--line') } },
    },
    series: [
      {
        type: 'line' as const,
        data: points.map((point) => point.share),
        silent: true,
        symbolSize: 8,
        lineStyle: { color: look.colour('--link'), width: 2 },
        itemStyle: { color: look.colour('--link') },
        label: {
          ...labelOf(look),
          show: roomy,
          position: 'top' as const,
          formatter: ({ dataIndex }: { dataIndex: number }) => points[dataIndex]?.told ?? '',
        },
      },
    ],
  };
}
