/** Calls `action` when there is a reason to look whether the connection still lives; ends with the returned function. */
export function onWakeUp(action: () => void): () => void {
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') {
      action();
    }
  };
  window.addEventListener('online', action);
  window.addEventListener('offline', action);
  window.addEventListener('pageshow', action);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    window.removeEventListener('online', action);
    window.removeEventListener('offline', action);
    window.removeEventListener('pageshow', action);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
