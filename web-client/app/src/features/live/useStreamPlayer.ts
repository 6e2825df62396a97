import { type RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadEngine } from './engine.ts';
import { type Clock, StreamPlayer, type StreamState } from './StreamPlayer.ts';

const CLOCK: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** One name for all that one player asks, so that it is one viewer. */
const nameOf = (kind: string) => `${kind}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;

/**
 * Plays the stream at `url` in an element for as long as the component lives; `null`: nothing to play. The server does
 * not count a `preview`.
 */
export function useStreamPlayer(
  element: RefObject<HTMLVideoElement | null>,
  url: string | null,
  kind: 'viewer' | 'preview',
  onSilenced: () => void,
): StreamState {
  const [state, setState] = useState<StreamState>('waiting');
  useEffect(() => {
    const video = element.current;
    if (!video || url === null) {
      return;
    }
    setState('waiting');
    const player = new StreamPlayer(`${url}&v=${nameOf(kind)}`, {
      video,
      fetch: (address, init) => fetch(address, init),
      engine: loadEngine,
      clock: CLOCK,
      onState: setState,
      onSilenced,
    });
    player.start();
    return () => player.close();
  }, [url]);
  return state;
}
