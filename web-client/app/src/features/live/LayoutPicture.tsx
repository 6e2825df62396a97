import type { JSX } from 'preact';
import type { Layout } from '../../../../sdk/src/index.ts';

type Box = readonly [x: number, y: number, width: number, height: number];

/** In a picture of 48 × 27. */
const BOXES: Readonly<Record<Layout, readonly Box[]>> = {
  grid: [
    [2, 2, 21, 11],
    [25, 2, 21, 11],
    [2, 15, 21, 10],
    [25, 15, 21, 10],
  ],
  speaker: [
    [2, 2, 33, 23],
    [37, 2, 9, 7],
    [37, 10, 9, 7],
    [37, 18, 9, 7],
  ],
  screen: [
    [2, 2, 44, 23],
    [34, 16, 10, 7],
  ],
  side_by_side: [
    [2, 6, 21, 15],
    [25, 6, 21, 15],
  ],
  solo: [[2, 2, 44, 23]],
};

/** Where people stand in a layout. */
export function LayoutPicture({ layout }: { readonly layout: Layout }): JSX.Element {
  return (
    <svg viewBox="0 0 48 27" class="layout-picture" aria-hidden="true" focusable="false">
      {BOXES[layout].map(([x, y, width, height], i) => (
        <rect key={i} x={x} y={y} width={width} height={height} rx="1.5" class={layout === 'screen' && i === 1 ? 'inset' : ''} />
      ))}
    </svg>
  );
}
