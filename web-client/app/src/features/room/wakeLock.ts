/** Keeps the screen on during a meeting, also after the page was in the background. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const ask = async () => {
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) {
      return;
    }
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch {
      // Low battery or not allowed: the screen goes dark as it always does.
    }
    if (over) {
      void lock?.release();
    }
  };
  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
