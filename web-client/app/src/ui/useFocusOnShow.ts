import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Moves the focus to a region that has just replaced the one with the focus, so that reading goes on there. */
export function useFocusOnShow<T extends HTMLElement>(): RefObject<T | null> {
  const region = useRef<T>(null);
  useEffect(() => region.current?.focus({ preventScroll: true }), []);
  return region;
}
