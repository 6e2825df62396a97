import type { Destination, ProgramInfo, RefusalDetail } from '../../../../sdk/src/index.ts';
import { type MessageKey, t } from '../../i18n/index.ts';
import { hostOf } from './address.ts';

/** The server says why by names; here they get words. A name that we do not know is said in the server's own. */

type Words = { readonly [name: string]: MessageKey };

const OF_DESTINATIONS: Words = {
  server_closed: 'live.why.closed',
  closed_at_once: 'live.why.closedAtOnce',
  hung_up: 'live.why.closedAtOnce',
  refused_stream: 'live.why.refusedStream',
  takes_nothing: 'live.why.takesNothing',
  private_address: 'live.why.privateAddress',
  unknown_host: 'live.why.unknownHost',
  refused: 'live.why.refused',
  no_answer: 'live.why.noAnswer',
  lost: 'live.why.lost',
  tls: 'live.why.tls',
  certificate: 'live.why.certificate',
  no_rtmp: 'live.why.noRtmp',
  protocol: 'live.why.protocol',
  other_secret: 'live.why.otherSecret',
};

const OF_REFUSALS: Words = {
  scheme: 'live.why.scheme',
  srt: 'live.why.srt',
  incomplete_url: 'live.why.incompleteUrl',
  bad_key: 'live.why.badKey',
  new_key: 'live.why.newKey',
  new_stream_id: 'live.why.newStreamId',
  private_address: 'live.why.privateAddress',
  unknown_host: 'live.why.unknownHost',
  too_many_destinations: 'live.why.tooManyDestinations',
  unknown_destination: 'live.why.unknownDestination',
  other_secret: 'live.why.otherSecret',
  too_many_programs: 'live.why.tooManyPrograms',
  processors: 'live.why.processors',
  other_settings: 'live.why.otherSettings',
  still_ending: 'live.why.stillEnding',
  recording_folder: 'live.why.recordingFolder',
};

const OF_RECORDINGS: Words = { disk_full: 'live.why.diskFull', not_writable: 'live.why.notWritable' };

const OF_PROGRAMS: Words = { worker_lost: 'live.why.workerLost', not_entered: 'live.why.notEntered' };

/** Names of the server that are also names of every object are no names of ours. */
const wordsOf = (words: Words, name: string): MessageKey | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;

/** Why a destination is in its state, empty where there is nothing to say; what the platform said is quoted. */
export function destinationReason({ reason, words, url }: Pick<Destination, 'reason' | 'words' | 'url'>): string {
  const key = wordsOf(OF_DESTINATIONS, reason);
  if (key !== undefined) {
    return t(key, { host: hostOf(url) });
  }
  return reason === 'server_said' && words !== '' ? t('live.platformSays', { words }) : words;
}

/** Why something was refused. */
export function refusalReason({ detail, words }: { readonly detail: RefusalDetail | null; readonly words: string }): string {
  const key = detail ? wordsOf(OF_REFUSALS, detail.reason) : undefined;
  return key !== undefined ? t(key, detail?.values) : words;
}

export function recordingProblem({ problem, words }: ProgramInfo['recording']): string {
  const key = wordsOf(OF_RECORDINGS, problem);
  return key !== undefined ? t(key) : words;
}

export function programFailure({ cause, reason }: Pick<ProgramInfo, 'cause' | 'reason'>): string {
  const key = wordsOf(OF_PROGRAMS, cause);
  return key !== undefined ? t(key) : reason;
}
