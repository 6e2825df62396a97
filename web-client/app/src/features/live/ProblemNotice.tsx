import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Icon } from '../../ui/Icon.tsx';
import { type Problem, problem, quality, rehearse, startSmaller } from './producer.ts';
import { refusalReason } from './reasons.ts';

interface Advice {
  readonly text: string;
  readonly button: string;
  readonly help: () => void;
}

/** Refusals in which a smaller picture, or another address, is of no help. */
const ABOUT_ANOTHER: readonly string[] = ['other_settings', 'still_ending'];
const ABOUT_NO_ADDRESS: readonly string[] = [
  'other_secret', 'unknown_destination', 'too_many_destinations', 'new_key', 'new_stream_id',
];

/** What was refused, why, and the one thing that helps. */
export function ProblemNotice(): JSX.Element {
  const now = problem.value;
  const advice = now && adviceOn(now);
  return (
    <div role="alert">
      {advice && (
        <div class="notice bad">
          <Icon name="warning" size={18} />
          <span>{advice.text}</span>
          <button type="button" class="button small" onClick={advice.help}>
            {advice.button}
          </button>
        </div>
      )}
    </div>
  );
}

function adviceOn({ code, words: own, detail, again }: Problem): Advice {
  const words = refusalReason({ detail, words: own });
  const retry = { button: t('app.retry'), help: () => void again() };
  const dismiss = {
    button: t('app.close'),
    help: () => {
      problem.value = null;
    },
  };
  switch (code) {
    case 'program_refused':
      if (ABOUT_ANOTHER.includes(detail?.reason ?? '')) {
        return { ...retry, text: words };
      }
      return quality.value === '480p'
        ? { ...retry, text: `${t('live.refused', { words })} ${t('live.refusedSmallest')}` }
        : { text: t('live.refused', { words }), button: t('live.smaller'), help: () => void startSmaller() };
    case 'program_failed':
      return { ...retry, text: t('live.didNotStart', { words }) };
    case 'recording_failed':
      return { ...retry, text: t('rec.failed', { words }) };
    case 'no_program':
      return { text: t('live.noProgram'), button: t('live.rehearse'), help: () => void rehearse() };
    case 'not_allowed':
      return { ...dismiss, text: t('live.notAllowed') };
    case 'room_closed':
      return { ...dismiss, text: t('live.roomClosed') };
    case 'bad_destination':
      return { ...dismiss, text: ABOUT_NO_ADDRESS.includes(detail?.reason ?? '') ? words : t('live.badAddress', { words }) };
    case 'too_fast':
      return { ...retry, text: t('err.tooFast') };
    default:
      return { ...retry, text: t('live.other', { words }) };
  }
}
