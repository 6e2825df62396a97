import type { JSX } from 'preact';

/** A gate, and the water that runs through it in waves. */
export function Logo({ size = 28 }: { readonly size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" class="logo">
      <defs>
        <linearGradient id="logo-water" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stop-color="#45f0cf" />
          <stop offset="1" stop-color="#2f8cff" />
        </linearGradient>
      </defs>
      <rect width="32" height="32" rx="9" fill="url(#logo-water)" />
      <path
        d="M6.5 11.5c3.2-3.4 6.3-3.4 9.5 0s6.3 3.4 9.5 0 M6.5 17c3.2-3.4 6.3-3.4 9.5 0s6.3 3.4 9.5 0 M6.5 22.5c3.2-3.4 6.3-3.4 9.5 0s6.3 3.4 9.5 0"
        fill="none"
        stroke="#04201c"
        stroke-width="2.6"
        stroke-linecap="round"
      />
    </svg>
  );
}
