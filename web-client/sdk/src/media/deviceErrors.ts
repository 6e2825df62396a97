import { DeviceError, type DeviceErrorKind } from '../errors.ts';
import type { PermissionState } from '../api.ts';
import type { Source } from '../signaling/messages.ts';

/** What is known around a failed request for a device. */
export interface Surroundings {
  readonly secureContext: boolean;
  readonly permission: PermissionState;
}

/** Turns what a browser throws into something a person can be helped with. */
export function deviceError(error: unknown, source: Source, around: Surroundings): DeviceError {
  if (error instanceof DeviceError) {
    return error;
  }
  const { name = '', message = String(error) } = (error ?? {}) as { name?: string; message?: string };
  return new DeviceError(kindOf(name, message, source, around), source, `${name}: ${message}`, { cause: error });
}

function kindOf(name: string, message: string, source: Source, around: Surroundings): DeviceErrorKind {
  if (!around.secureContext) {
    return 'insecure-origin';
  }
  const isScreen = source === 'screen_share' || source === 'screen_share_audio';
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      if (/by system|operating system/i.test(message)) {
        return 'denied-by-system';
      }
      if (isScreen) {
        return 'dismissed';
      }
      // The site is allowed and still refused: somebody above the browser says no.
      return around.permission === 'granted' ? 'denied-by-system' : 'denied-by-browser';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      // On macOS a screen that the system withholds "is not found".
      return isScreen ? 'denied-by-system' : 'not-found';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return isScreen && name === 'AbortError' ? 'dismissed' : 'in-use';
    case 'InvalidStateError':
      return isScreen ? 'dismissed' : 'unknown';
    case 'TypeError':
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'unknown';
  }
}
