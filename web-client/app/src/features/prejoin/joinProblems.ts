import type { SluiceErrorCode } from '../../../../sdk/src/index.ts';
import type { MessageKey } from '../../i18n/index.ts';

export interface ProblemText {
  readonly title: MessageKey;
  readonly text: MessageKey;
}

/** Why joining was refused, in words that say what to do. */
export function joinProblemText(code: SluiceErrorCode): ProblemText {
  switch (code) {
    case 'room_full':
      return { title: 'err.full', text: 'err.fullText' };
    case 'server_full':
      return { title: 'err.serverFull', text: 'err.serverFullText' };
    case 'token_required':
      return { title: 'err.tokenRequired', text: 'err.tokenRequiredText' };
    case 'token_invalid':
    case 'not_allowed':
      return { title: 'err.tokenInvalid', text: 'err.tokenInvalidText' };
    case 'token_expired':
      return { title: 'end.expired', text: 'end.expiredText' };
    case 'room_closed':
      return { title: 'end.ended', text: 'end.endedText' };
    case 'bad_name':
      return { title: 'err.badName', text: 'err.badNameText' };
    case 'bad_room':
      return { title: 'err.badRoom', text: 'app.notFoundText' };
    case 'unsupported_browser':
      return { title: 'err.browser', text: 'err.browserText' };
    case 'unreachable':
    case 'timeout':
    case 'connection_lost':
    case 'shutting_down':
      return { title: 'err.server', text: 'err.serverText' };
    default:
      return { title: 'err.other', text: 'err.otherText' };
  }
}
