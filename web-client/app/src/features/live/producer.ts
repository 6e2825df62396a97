import { batch, computed, effect, signal } from '@preact/signals';
import type { ProgramVideo, RefusalDetail, RoomProgram, Scene, SluiceErrorCode } from '../../../../sdk/src/index.ts';
import { SluiceError } from '../../../../sdk/src/index.ts';
import { people, stats } from '../../state/meeting.ts';
import { program } from '../../state/program.ts';
import { sdkRoom } from '../../state/session.ts';
import { untouchedPerson } from './untouched.ts';

/** What a producer does, and what came of it. */

export type Work = 'rehearse' | 'live' | 'end' | 'record' | 'scene' | 'destination';

export interface Problem {
  readonly code: SluiceErrorCode | 'other';
  /** The server's own, in English. */
  readonly words: string;
  readonly detail: RefusalDetail | null;
  readonly again: () => Promise<unknown>;
}

export type Refused = Pick<Problem, 'code' | 'words' | 'detail'>;

/** The last wish that was refused, until the next one. */
export const problem = signal<Problem | null>(null);

/** What is under way. */
export const working = signal<Work | null>(null);

export const VIDEOS = {
  '480p': { width: 854, height: 480, framesPerSecond: 25, bitrateBps: 1_200_000 },
  '720p': { width: 1280, height: 720, framesPerSecond: 30, bitrateBps: 2_500_000 },
  '1080p': { width: 1920, height: 1080, framesPerSecond: 30, bitrateBps: 4_500_000 },
  portrait: { width: 720, height: 1280, framesPerSecond: 30, bitrateBps: 2_500_000 },
} as const satisfies Record<string, ProgramVideo>;
export type Quality = keyof typeof VIDEOS;

export const quality = signal<Quality>('720p');

/** Wished for: one person's camera as it comes, instead of a composed picture. */
export const untouchedWished = signal(false);
export const untouched = computed(() => untouchedPerson(people.value, stats.value));

const DEFAULT_SCENE: Scene = {
  layout: 'grid',
  names: true,
  title: '',
  logo: null,
  slate: 'none',
  slateText: '',
  muted: false,
};

export const programState = computed(() => program.value?.state ?? 'none');
/** There is a program, or soon will be again. */
export const isRunning = computed(() => ['starting', 'running', 'restarting'].includes(programState.value));

/** Refusals that are no longer true once a program runs. */
const ABOUT_STARTING: readonly Problem['code'][] = ['program_refused', 'program_failed', 'no_program'];

effect(() => {
  const refused = problem.peek();
  if (programState.value === 'running' && refused && ABOUT_STARTING.includes(refused.code)) {
    problem.value = null;
  }
});

/** What we chose and the server has not shown yet: while nothing runs, what it shall begin with. */
const wished = signal<Scene | null>(null);
export const scene = computed(() => wished.value ?? program.value?.scene ?? DEFAULT_SCENE);

/** Asks the server; a refusal is kept as `problem`. `true`: it worked. */
export async function produce(work: Work, ask: (program: RoomProgram) => Promise<void>): Promise<boolean> {
  const room = sdkRoom.value;
  if (!room) {
    return false;
  }
  batch(() => {
    problem.value = null;
    working.value = work;
  });
  try {
    await ask(room.program);
    return true;
  } catch (error) {
    problem.value = { ...explain(error), again: () => produce(work, ask) };
    return false;
  } finally {
    working.value = null;
  }
}

export function explain(error: unknown): Refused {
  return error instanceof SluiceError
    ? { code: error.code, words: error.message, detail: error.detail }
    : { code: 'other', words: String(error), detail: null };
}

export async function rehearse(): Promise<void> {
  await produce('rehearse', start);
}

/** A program that runs goes on air; without one it is started as it was prepared here. */
export async function goLive(): Promise<void> {
  await produce('live', async (desk) => {
    if (!isRunning.value) {
      await start(desk);
    }
    await desk.goLive();
  });
}

export async function backToRehearsal(): Promise<void> {
  await produce('rehearse', (desk) => desk.endLive());
}

export async function endProgram(): Promise<void> {
  await produce('end', (desk) => desk.stop());
}

export async function toggleRecording(): Promise<void> {
  await produce('record', async (desk) => {
    if (program.value?.recording.state === 'recording') {
      await desk.stopRecording();
      return;
    }
    await desk.startRecording();
  });
}

export async function startSmaller(): Promise<void> {
  quality.value = '480p';
  untouchedWished.value = false;
  await rehearse();
}

export async function changeScene(change: Partial<Scene>): Promise<void> {
  const next = { ...scene.value, ...change };
  wished.value = next;
  if (!isRunning.value) {
    return;
  }
  const shown = await produce('scene', (desk) => desk.show(next));
  if (!shown && wished.value === next) {
    wished.value = null; // back to what is really shown
  } else if (shown) {
    forgetWishWhenTold(next);
  }
}

/** Off and on again: a fresh attempt. */
export async function tryDestinationAgain(id: string): Promise<void> {
  await produce('destination', async (desk) => {
    await desk.changeDestination(id, { enabled: false });
    await desk.changeDestination(id, { enabled: true });
  });
}

async function start(desk: RoomProgram): Promise<void> {
  const first = scene.value;
  await desk.start(
    untouchedWished.value && untouched.value !== null
      ? { scene: first, passthrough: true }
      : { video: VIDEOS[quality.value], scene: first },
  );
  forgetWishWhenTold(first);
}

/** The next report of the server shows it, or says better. */
function forgetWishWhenTold(wish: Scene): void {
  const before = program.value;
  const stop = effect(() => {
    const now = program.value;
    if (now !== before) {
      queueMicrotask(() => stop());
      if (wished.peek() === wish) {
        wished.value = null;
      }
    }
  });
}
