import type { JSX } from 'preact';

/** The product's own icons: 24 × 24, one stroke width, drawn from their paths. */
const PATHS = {
  mic: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3Z M5.5 11a6.5 6.5 0 0 0 13 0 M12 17.5V21 M8.5 21h7',
  micOff:
    'M9 9.5V11a3 3 0 0 0 4.6 2.5 M15 10.5V6a3 3 0 0 0-5.8-1 M5.5 11a6.5 6.5 0 0 0 9.9 5.5 M18.5 11a6.5 6.5 0 0 1-.7 2.9 M12 17.5V21 M8.5 21h7 M3.5 3.5l17 17',
  camera:
    'M4.5 6.5h8a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2Z M14.5 10.6l5.2-2.9a.9.9 0 0 1 1.3.8v7a.9.9 0 0 1-1.3.8l-5.2-2.9',
  cameraOff:
    'M8.5 6.5h4a2 2 0 0 1 2 2v4 M14.3 16a2 2 0 0 1-1.8 1.5h-8a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.7-2 M14.5 10.6l5.2-2.9a.9.9 0 0 1 1.3.8v7a.9.9 0 0 1-1.3.8l-1.4-.8 M3.5 3.5l17 17',
  share:
    'M4 4.5h16a1.5 1.5 0 0 1 1.5 1.5v9.5A1.5 1.5 0 0 1 20 17H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5Z M8.5 20.5h7 M12 13.5v-6 M9.3 10l2.7-2.7L14.7 10',
  stopShare:
    'M4 4.5h16a1.5 1.5 0 0 1 1.5 1.5v9.5A1.5 1.5 0 0 1 20 17H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5Z M8.5 20.5h7 M9.7 8.4l4.6 4.6 M14.3 8.4l-4.6 4.6',
  hand: 'M8 12.5V6a1.4 1.4 0 0 1 2.8 0v5 M10.8 10.5V4.4a1.4 1.4 0 0 1 2.8 0v6.1 M13.6 10.8V5.6a1.4 1.4 0 0 1 2.8 0v6.6 M16.4 12V8.4a1.4 1.4 0 0 1 2.8 0v6.1c0 4-2.6 6.8-6.4 6.8-2.7 0-4.3-1-5.7-3.2l-3-4.7a1.5 1.5 0 0 1 2.4-1.7L8 13.8',
  chat: 'M5 4.5h14a2 2 0 0 1 2 2v8.8a2 2 0 0 1-2 2h-6.2L8 21v-3.7H5a2 2 0 0 1-2-2V6.5a2 2 0 0 1 2-2Z M8 9.3h8 M8 12.8h5',
  people:
    'M9 11.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8Z M2.8 19.5c.4-3.4 2.9-5.3 6.2-5.3s5.8 1.9 6.2 5.3 M15.6 4.8a3.3 3.3 0 0 1 0 6 M17.5 14.7c2.1.7 3.4 2.3 3.7 4.8',
  more: 'M5.5 12h.01 M12 12h.01 M18.5 12h.01',
  leave: 'M14 4.5h4a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-4 M4 12h11 M11.5 8.3 15.2 12l-3.7 3.7',
  pin: 'M9 3.8h6 M10 3.8v5.4L7.3 12.5v1.7h9.4v-1.7L14 9.2V3.8 M12 14.2v6.3',
  grid: 'M4 4.5h6.5v6.5H4Z M13.5 4.5H20v6.5h-6.5Z M4 13.5h6.5V20H4Z M13.5 13.5H20V20h-6.5Z',
  speaker: 'M3.5 4.5h12v15h-12Z M18.5 4.5h2.5v3.7h-2.5Z M18.5 10.2h2.5v3.7h-2.5Z M18.5 15.8h2.5v3.7h-2.5Z',
  auto: 'M12 3.5l1.7 4.8 4.8 1.7-4.8 1.7L12 16.5l-1.7-4.8L5.5 10l4.8-1.7Z M18.5 15.5l.8 2.2 2.2.8-2.2.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8Z',
  close: 'M6 6l12 12 M18 6 6 18',
  chevronUp: 'M6.5 14.5 12 9l5.5 5.5',
  chevronDown: 'M6.5 9.5 12 15l5.5-5.5',
  chevronLeft: 'M14.5 6 8.5 12l6 6',
  chevronRight: 'M9.5 6l6 6-6 6',
  send: 'M4 12 20 4.5l-4.5 15.5-4-6.5Z M11.5 13.5 20 4.5',
  copy: 'M9 9h9.5a1.5 1.5 0 0 1 1.5 1.5V19a1.5 1.5 0 0 1-1.5 1.5H10A1.5 1.5 0 0 1 8.5 19v-9.5 M15.5 9V5.5A1.5 1.5 0 0 0 14 4H5.5A1.5 1.5 0 0 0 4 5.5V14A1.5 1.5 0 0 0 5.5 15.5h3',
  check: 'M4.5 12.5l5 5 10-11',
  warning: 'M12 4 2.8 19.5h18.4Z M12 10v4.5 M12 17.2h.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 11v5.5 M12 7.7h.01',
  volume: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4Z M15.5 9a4.2 4.2 0 0 1 0 6 M18 6.5a7.7 7.7 0 0 1 0 11',
  settings: 'M4 7h9 M17 7h3 M15 4.8v4.4 M4 17h3 M11 17h9 M9 14.8v4.4',
  stats: 'M4 20V4 M4 20h16 M8.5 16v-4 M12.5 16V8 M16.5 16v-6',
  keyboard:
    'M4 6.5h16a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 16V8A1.5 1.5 0 0 1 4 6.5Z M6.5 10.3h.01 M10 10.3h.01 M14 10.3h.01 M17.5 10.3h.01 M8 14h8',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M3.2 12h17.6 M12 3c2.6 2.5 3.8 5.5 3.8 9s-1.2 6.5-3.8 9c-2.6-2.5-3.8-5.5-3.8-9S9.4 5.5 12 3Z',
  self: 'M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5Z M12 11.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z M7.8 16.2c.4-2 2-3.1 4.2-3.1s3.8 1.1 4.2 3.1',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 7v5.3l3.3 2',
  plus: 'M12 5v14 M5 12h14',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z M15.3 15.3 20.5 20.5',
  expand: 'M4 9.5V4h5.5 M14.5 4H20v5.5 M20 14.5V20h-5.5 M9.5 20H4v-5.5',
  edit: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19Z M13.5 7l3.5 3.5',
  remove:
    'M9.5 11.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8Z M3.3 19.5c.4-3.4 2.9-5.3 6.2-5.3 1.5 0 2.9.4 4 1.2 M15.5 18.5h5.5',
  slides: 'M3.5 4.5h17 M5 4.5v10.5h14V4.5 M12 15v3 M8.5 20.5l3.5-2.5 3.5 2.5 M8.5 8.5h7 M8.5 11.3h4',
  motion:
    'M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5Z M10 9v6l5-3Z',
  lock: 'M6.5 10.5h11A1.5 1.5 0 0 1 19 12v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5Z M8 10.5V7.7a4 4 0 0 1 8 0v2.8',
  link: 'M10.5 13.5a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2 M13.5 10.5a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2',
  shield: 'M12 3.5 4.5 6.5v5c0 4.5 3 7.7 7.5 9 4.5-1.3 7.5-4.5 7.5-9v-5Z M8.8 12l2.3 2.3 4.2-4.5',
  wave: 'M3 12h2 M7.5 9v6 M11 6v12 M14.5 8.5v7 M18 10.5v3 M21 12h.01',
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

/** Decoration only: whatever carries it has its own name. */
export function Icon({ name, size = 20 }: IconProps): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={name === 'more' ? 3 : 1.8}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Three signal bars; how many are lit says the quality even without colour. */
export function SignalBars({ lit }: { readonly lit: 0 | 1 | 2 | 3 }): JSX.Element {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" focusable="false" class={`bars bars-${lit}`}>
      {[0, 1, 2].map((i) => (
        <rect
          key={i}
          x={4 + i * 6}
          y={15 - i * 5}
          width="4"
          height={5 + i * 5}
          rx="1"
          class={i < lit ? 'lit' : 'unlit'}
        />
      ))}
    </svg>
  );
}
