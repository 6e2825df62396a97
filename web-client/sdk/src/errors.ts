import type { RefusalDetail, ServerErrorCode, Source } from './signaling/messages.ts';

/** The codes of the server, and those that the client finds by itself. */
export type SluiceErrorCode =
  | ServerErrorCode
  /** The WebSocket could not be opened. */
  | 'unreachable'
  /** The connection ended while the request was under way. */
  | 'connection_lost'
  /** No reply in time. */
  | 'timeout'
  /** The browser refused our offer or the server's answer. */
  | 'media_failed'
  /** This browser lacks WebRTC. */
  | 'unsupported_browser'
  /** The call makes no sense now: connecting twice, sharing before joining. */
  | 'invalid_state';

/** A request that failed. `message` is for logs; show a text of your own chosen by `code`. */
export class SluiceError extends Error {
  readonly code: SluiceErrorCode;
  /** What more the server says of it, of programs only. */
  readonly detail: RefusalDetail | null;

  constructor(code: SluiceErrorCode, message: string, options: ErrorOptions & { readonly detail?: RefusalDetail | undefined } = {}) {
    super(message, options);
    this.name = 'SluiceError';
    this.code = code;
    this.detail = options.detail ?? null;
  }
}

/** Why a device does not work, in the terms in which a person can be helped. */
export type DeviceErrorKind =
  /** The person or the browser's settings said no. */
  | 'denied-by-browser'
  /** The operating system does not let the browser use it. */
  | 'denied-by-system'
  | 'not-found'
  /** Another application has it. */
  | 'in-use'
  /** The page was not loaded over https (or from localhost). */
  | 'insecure-origin'
  /** Unmuted, yet nothing is heard from the microphone. */
  | 'silent'
  /** Taken out while in use, and there is no other. */
  | 'unplugged'
  /** The person closed the browser's screen chooser: nothing to complain about. */
  | 'dismissed'
  /** This browser cannot do it, for instance sharing a screen on a phone. */
  | 'unsupported'
  | 'unknown';

/** A microphone, camera or screen that could not be used. Listening is possible all the same. */
export class DeviceError extends Error {
  readonly kind: DeviceErrorKind;
  readonly source: Source;

  constructor(kind: DeviceErrorKind, source: Source, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeviceError';
    this.kind = kind;
    this.source = source;
  }
}
