import { useCallback } from 'react';
import { Chart, labelOf, nameAxis, nameWidth, type Look } from './chart';

export interface Pair {
  name: string;
  before: number;
  after: number;
}

interface Props {
  title: string;
  pairs: readonly Pair[];
  /** What the two bars of each are called. */
  before: string;
  after: string;
  told: (value: number) => string;
}

const ROW_PX = 48;
const LEGEND_PX = 34;

/** For each name, how much it is and how much it would be. The table beside it says the same in figures. */
export function PairChart({ title, pairs, before, after, told }: Props) {
  const draw = useCallback((look: Look) => optionOf(pairs, before, after, told, look), [pairs, before, after, told]);
  return <Chart title={title} heightPx={pairs.length * ROW_PX + LEGEND_PX + ROW_PX / 2} draw={draw} />;
}

function optionOf(pairs: readonly Pair[], before: string, after: string, told: (value: number) => string, look: Look) {
  const bars = (name: string, colour: string, values: number[]) => ({
    name,
    type: 'bar' as const,
    data: values,
    silent: true,
    barMaxWidth: 14,
    itemStyle: { color: look.colour(colour) },
    label: { ...labelOf(look), position: 'right' as const, formatter: ({ dataIndex }: { dataIndex: number }) => told(values[dataIndex] ?? 0) },
  });
  return {
    animation: false,
    textStyle: look.text,
    legend: { top: 0, left: 0, textStyle: look.text, selectedMode: false },
    grid: { left: nameWidth(look) + 10, right: 70, top: LEGEND_PX, bottom: 4, containLabel: false },
    xAxis: { type: 'value' as const, min: 0, show: false },
    yAxis: nameAxis(look, pairs.map((pair) => pair.name)),
    series: [bars(before, '--line-strong', pairs.map((pair) => pair.before)), bars(after, '--link', pairs.map((pair) => pair.after))],
  };
}
