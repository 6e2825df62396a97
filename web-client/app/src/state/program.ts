import { batch, computed, signal } from '@preact/signals';
import type { Lamps, ProgramInfo, Room } from '../../../sdk/src/index.ts';
import { t } from '../i18n/index.ts';
import { me } from './meeting.ts';
import { dropToastOf, toast } from './toasts.ts';

/** What the room sends elsewhere: lamps for everybody, the program for those who run it. */

const OFF: Lamps = { recording: false, live: 'off' };

export const lamps = signal<Lamps>(OFF);
export const onAir = computed(() => lamps.value.live !== 'off');

/** `null`: not for us, or not told yet. */
export const program = signal<ProgramInfo | null>(null);

/** Pictures per second as they come out of the encoder; `null` while unknown. */
export const encodedPerSecond = signal<number | null>(null);

/** Anybody may join this server without a token, so rights come from the admin token. */
const openServer = signal(false);

export const mayGoLive = computed(() => me.value?.mayGoLive === true);
export const mayRecord = computed(() => me.value?.mayRecord === true);
/** A host who may become the producer. */
export const mayClaim = computed(
  () => openServer.value && me.value?.isHost === true && !mayGoLive.value && !mayRecord.value,
);
/** Whether there is anything for us in the console. */
export const seesConsole = computed(() => mayGoLive.value || mayRecord.value || mayClaim.value);

export function followProgram(room: Room): () => void {
  const readServer = () => {
    openServer.value = room.invitation?.room.open === true;
  };
  readServer();
  const stops = [
    room.on('invitationChanged', readServer),
    room.on('lampsChanged', (now) => {
      const before = lamps.value;
      lamps.value = now;
      tell(before, now);
    }),
    room.on('programChanged', (now) => {
      batch(() => {
        reports = recentOf(reports, now);
        encodedPerSecond.value = rateOf(reports);
        program.value = now;
      });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

export function forgetProgram(): void {
  lamps.value = OFF;
  program.value = null;
  encodedPerSecond.value = null;
  reports = [];
  openServer.value = false;
}

/** Once for each change; the lamps themselves stay on screen. */
function tell(before: Lamps, now: Lamps): void {
  if (now.recording !== before.recording) {
    dropToastOf(t(now.recording ? 'rec.off' : 'rec.on'));
    toast(t(now.recording ? 'rec.on' : 'rec.off'), { stays: now.recording });
  }
  if (now.live === 'off' && before.live !== 'off') {
    toast(t('live.offAir')); // that it began says the bar above everything
  }
}

/** Pictures are counted twice a second and reported at any time: over less than this the rate would jump. */
const RATE_MILLIS = 2_000;

type Counted = NonNullable<ProgramInfo['output']>;

let reports: readonly Counted[] = [];

/** What is needed of the reports of one program, the oldest first, when the next one comes. */
export function recentOf(before: readonly Counted[], now: ProgramInfo | null): readonly Counted[] {
  const output = now?.output;
  const last = before.at(-1);
  if (!output || (last && (output.runMillis < last.runMillis || output.pictures < last.pictures))) {
    return output ? [output] : [];
  }
  const first = before.findLastIndex(({ runMillis }) => output.runMillis - runMillis >= 2 * RATE_MILLIS);
  return [...before.slice(Math.max(0, first)), output];
}

/** Pictures per second over these reports; `null`: there are too few. */
export function rateOf(reports: readonly Counted[]): number | null {
  const [first, last] = [reports[0], reports.at(-1)];
  if (!first || !last) {
    return null;
  }
  const millis = last.runMillis - first.runMillis;
  return millis >= RATE_MILLIS ? ((last.pictures - first.pictures) * 1_000) / millis : null;
}
