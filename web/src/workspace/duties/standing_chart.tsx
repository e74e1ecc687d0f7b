import { useCallback } from 'react';
import { Chart, labelOf, nameAxis, nameWidth, type Look } from './chart';

export interface Bar {
  name: string;
  /** Per cent. */
  share: number;
  /** What stands at the end of the bar. */
  told: string;
}

const ROW_PX = 34;

/** Bars of shares, the first at the top. The table beside it says the same in figures. */
export function StandingChart({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const draw = useCallback((look: Look) => optionOf(bars, look), [bars]);
  return <Chart title={title} heightPx={bars.length * ROW_PX + ROW_PX} draw={draw} />;
}

function optionOf(bars: readonly Bar[], look: Look) {
  return {
    animation: false,
    textStyle: look.text,
    grid: { left: nameWidth(look) + 10, right: 12, top: 4, bottom: 24, containLabel: false },
    xAxis: {
      type: 'value' as const,
      min: 0,
      max: 100,
      interval: 50,
      axisLabel: { ...look.text, color: look.colour('--ink-quiet'), formatter: '{value} %' },
      splitLine: { lineStyle: { color: look.colour('--line') } },
    },
    yAxis: nameAxis(look, bars.map((bar) => bar.name)),
    series: [
      {
        type: 'bar' as const,
        data: bars.map((bar) => bar.share),
        silent: true,
        barMaxWidth: 20,
        showBackground: true,
        backgroundStyle: { color: look.colour('--paper-deep') },
        itemStyle: { color: look.colour('--link') },
        label: {
          ...labelOf(look),
          position: 'insideLeft' as const,
          formatter: ({ dataIndex }: { dataIndex: number }) => bars[dataIndex]?.told ?? '',
          backgroundColor: 'rgba(255, 255, 255, 0.82)',
          borderRadius: 3,
          padding: [2, 5],
        },
      },
    ],
  };
}
