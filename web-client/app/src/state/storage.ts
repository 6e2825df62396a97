/** What this device remembers. A browser that forbids storage only forgets. */

export type StoredKey = 'name' | 'language' | 'recentRooms' | 'microphoneOn' | 'cameraOn' | 'shortcuts' | 'showSelf';

const PREFIX = 'sluice.';

export function remembered(key: StoredKey): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: StoredKey, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(PREFIX + key);
    } else {
      localStorage.setItem(PREFIX + key, value);
    }
  } catch {
    // Private windows and full disks: the choice holds until the page closes.
  }
}

/** What lives as long as the tab; `null` where that is forbidden. */
export function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** An access token lives as long as the tab, so that a reload keeps one's rights. */
export function keepToken(room: string, token: string | null): string | null {
  return keepForTab(`token.${room}`, token);
}

/** The leave to watch a room's program, which is another secret than the one to join it. */
export function keepWatchCapability(room: string, capability: string | null): string | null {
  return keepForTab(`watch.${room}`, capability);
}

function keepForTab(name: string, token: string | null): string | null {
  const key = PREFIX + name;
  try {
    if (token !== null) {
      sessionStorage.setItem(key, token);
    }
    return token ?? sessionStorage.getItem(key);
  } catch {
    return token;
  }
}
