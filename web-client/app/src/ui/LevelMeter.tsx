import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';

const BARS = 14;

/** The last bars warn of a level that clips. */
const HIGH_FROM = 12;

/** A level between 0 and 1 as a row of bars. */
export function LevelMeter({
  level,
  label,
}: {
  readonly level: ReadonlySignal<number>;
  readonly label: string;
}): JSX.Element {
  const lit = Math.round(level.value * BARS);
  return (
    <div
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(level.value * 100)}
    >
      {Array.from({ length: BARS }, (_, i) => (
        <i key={i} class={i < lit ? (i >= HIGH_FROM ? 'on high' : 'on') : ''} />
      ))}
    </div>
  );
}
