import { every, type Timers } from '../util/Timers.ts';

/** A timer that comes so much later than it should has slept with the computer. */
const SLEEP_MS = 10_000;
const TICK_MS = 2_000;

export interface WakeUps {
  /** The network changed, or the page is looked at again: the connection may be dead. */
  doubt(): void;
  /** There is no network. */
  offline(): void;
  /** The network is back. */
  online(): void;
  /** The computer slept. */
  woke(): void;
}

/** Calls `action` after the computer has slept; `clock` goes on while it sleeps. Ends with the returned function. */
export function onWake(timers: Timers, clock: () => number, action: () => void): () => void {
  let lastTick = clock();
  return every(timers, TICK_MS, () => {
    const now = clock();
    const late = now - lastTick - TICK_MS;
    lastTick = now;
    if (late > SLEEP_MS) {
      action();
    }
  });
}

/** Tells of every reason to look whether the connection still lives; ends with the returned function. */
export function listenForWakeUps(timers: Timers, wakeUps: WakeUps): () => void {
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') {
      wakeUps.doubt();
    }
  };
  const online = (): void => wakeUps.online();
  const offline = (): void => wakeUps.offline();
  const shown = (): void => wakeUps.doubt();
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  window.addEventListener('pageshow', shown);
  document.addEventListener('visibilitychange', onVisible);
  const stopWake = onWake(timers, Date.now, () => wakeUps.woke());
  return () => {
    stopWake();
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
    window.removeEventListener('pageshow', shown);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
