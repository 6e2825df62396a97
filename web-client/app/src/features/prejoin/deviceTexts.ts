import type { DeviceError, DeviceErrorKind } from '../../../../sdk/src/index.ts';
import type { MessageKey } from '../../i18n/index.ts';

/** What a device error means to a person, and what helps. */
export interface DeviceText {
  readonly text: MessageKey;
  readonly help: MessageKey;
}

/** `null`: nothing to say, for the person chose it. */
export function deviceText(error: DeviceError): DeviceText | null {
  if (error.source === 'screen_share' || error.source === 'screen_share_audio') {
    return error.kind === 'dismissed' ? null : { text: 'share.failed', help: 'share.unsupported' };
  }
  return error.source === 'camera' ? cameraText(error.kind) : microphoneText(error.kind);
}

function microphoneText(kind: DeviceErrorKind): DeviceText | null {
  switch (kind) {
    case 'denied-by-browser':
      return { text: 'dev.micDenied', help: 'dev.helpDenied' };
    case 'denied-by-system':
      return { text: 'dev.micDeniedBySystem', help: 'dev.helpSystem' };
    case 'not-found':
    case 'unplugged':
      return { text: 'dev.micNotFound', help: 'dev.helpNotFound' };
    case 'in-use':
      return { text: 'dev.micBusy', help: 'dev.helpBusy' };
    case 'silent':
      return { text: 'dev.silent', help: 'dev.helpSilent' };
    case 'insecure-origin':
      return { text: 'dev.insecure', help: 'dev.helpInsecure' };
    case 'unsupported':
    case 'unknown':
      return { text: 'dev.micFailed', help: 'dev.helpBusy' };
    case 'dismissed':
      return null;
  }
}

function cameraText(kind: DeviceErrorKind): DeviceText | null {
  switch (kind) {
    case 'denied-by-browser':
      return { text: 'dev.camDenied', help: 'dev.helpDenied' };
    case 'denied-by-system':
      return { text: 'dev.camDeniedBySystem', help: 'dev.helpSystem' };
    case 'not-found':
    case 'unplugged':
      return { text: 'dev.camNotFound', help: 'dev.helpNotFound' };
    case 'in-use':
      return { text: 'dev.camBusy', help: 'dev.helpBusy' };
    case 'insecure-origin':
      return { text: 'dev.insecure', help: 'dev.helpInsecure' };
    case 'silent':
    case 'unsupported':
    case 'unknown':
      return { text: 'dev.camFailed', help: 'dev.helpBusy' };
    case 'dismissed':
      return null;
  }
}
