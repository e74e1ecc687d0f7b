import { init, use, type EChartsType } from 'echarts/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

// On a canvas: what it draws as SVG carries style attributes, which the server's content policy forbids.
use([BarChart, LineChart, GridComponent, LegendComponent, CanvasRenderer]);

/** The page's own letters and colours, and how wide the chart is. */
export interface Look {
  width: number;
  font: string;
  colour: (name: string) => string;
  text: { fontFamily: string; fontSize: number; color: string };
}

type Option = Parameters<EChartsType['setOption']>[0];

interface Props {
  /** Says what the chart shows, to those who cannot see it; a table beside it has its figures. */
  title: string;
  heightPx: number;
  draw: (look: Look) => Option;
}

/** A chart that fits its place, and is drawn anew with its figures. `draw` changes when they do. */
export function Chart({ title, heightPx, draw }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const drawn = useRef(draw);
  drawn.current = draw;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = init(element, undefined, { renderer: 'canvas' });
    chart.current = made;
    const fit = new ResizeObserver(() => {
      made.resize();
      made.setOption(drawn.current(lookOf(element)));
    });
    fit.observe(element);
    return () => {
      fit.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (box.current) chart.current?.setOption(draw(lookOf(box.current)), { notMerge: true });
  }, [draw]);

  // A style of its own is set by script, as the policy allows.
  return <div ref={box} className="standing-chart" role="img" aria-label={title} style={{ height: `${heightPx}px` }} />;
}

function lookOf(element: HTMLElement): Look {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    width: element.clientWidth,
    font: style.fontFamily,
    colour,
    text: { fontFamily: style.fontFamily, fontSize: 13, color: colour('--ink') },
  };
}

const NAME_PART = 0.36;
const NAME_MOST_PX = 220;

/** How wide the names at the left of bars may be. */
export const nameWidth = (look: Look) => Math.min(Math.round(look.width * NAME_PART), NAME_MOST_PX);

/** Names at the left of bars, the first at the top. */
export const nameAxis = (look: Look, names: string[]) => ({
  type: 'category' as const,
  inverse: true,
  data: names,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: look.colour('--line-strong') } },
  axisLabel: { ...look.text, width: nameWidth(look), overflow: 'truncate' as const },
});

/** What stands at a bar or a point. */
export const labelOf = (look: Look) => ({
  show: true,
  fontFamily: look.font,
  fontSize: 12,
  color: look.colour('--ink'),
});
