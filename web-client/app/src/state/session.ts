import { batch, computed, effect, signal } from '@preact/signals';
import {
  type ConnectOptions,
  createRoom,
  type Room,
  type RoomOptions,
  SluiceError,
  type SluiceErrorCode,
} from '../../../sdk/src/index.ts';
import { Comeback, SEAT_KEPT_MS, type StayNote } from './comeback.ts';
import { camera, followDevices, microphone } from './localMedia.ts';
import { followRoom, forgetMeeting } from './meeting.ts';
import { cameraWanted, chooseName, microphoneWanted, name } from './preferences.ts';
import { followProgram, forgetProgram } from './program.ts';
import { noteRoom } from './recentRooms.ts';
import type { EndReason, Phase } from './model.ts';
import { takeSecretFromAddress } from './secret.ts';
import { keepToken, tabStorage } from './storage.ts';
import { dropAllToasts } from './toasts.ts';
import { viewMode } from './viewMode.ts';

/** The life of one room page: opened, joined, left. The only place that makes an SDK room. */

/** Pauses between attempts to reach the server, in milliseconds; the last repeats. */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 7_000];

export type ServerReach = 'reaching' | 'reached' | 'unreachable';

export interface Inside {
  readonly count: number;
  readonly names: readonly string[];
}

export const roomName = signal('');
export const phase = signal<Phase>({ is: 'prejoin' });
export const serverReach = signal<ServerReach>('reaching');

/** Why joining was refused, until the person tries again. */
export const joinProblem = signal<SluiceErrorCode | null>(null);

/** Coming back after a reload did not work: the seat was gone, or something else was in the way. */
export const returnProblem = signal<'gone' | 'failed' | null>(null);

/** Who is inside, as told before joining; `null`: not told. */
export const inside = signal<Inside | null>(null);

const current = signal<Room | null>(null);

/** The SDK's room of this page. */
export const sdkRoom = computed(() => current.value);

let token: string | null = null;
let stopFollowing: () => void = () => {};
let retryTimer: ReturnType<typeof setTimeout> | undefined;

/** Starts anew with a room: reaches for the server, asks for nothing yet. */
export function openSession(of: string): void {
  closeSession();
  token = keepToken(of, takeSecretFromAddress());
  let room: Room;
  try {
    room = createRoom(presets());
  } catch (error) {
    roomName.value = of;
    joinProblem.value = codeOf(error);
    return;
  }
  const comeback = new Comeback(tabStorage(), of);
  const note = comeback.take(navigationType(), Date.now());
  const stops = [
    followRoom(room),
    followProgram(room),
    followDevices(room),
    room.on('invitationChanged', () => noteInvitation(room)),
    room.on('disconnected', (reason) => end(reason === 'unreachable' || reason === 'refused' ? 'lost' : reason)),
  ];
  stopFollowing = () => stops.forEach((stop) => stop());
  batch(() => {
    current.value = room;
    roomName.value = of;
    phase.value = { is: note ? 'returning' : 'prejoin' };
  });
  stops.push(followStay(comeback));
  exposeForDebugging(room);
  if (note) {
    void comeBack(room, note);
  } else {
    reach(room, 0);
  }
}

/** Leaves whatever is open and forgets it. */
export function closeSession(): void {
  clearTimeout(retryTimer);
  stopFollowing();
  stopFollowing = () => {};
  void current.value?.disconnect();
  batch(() => {
    current.value = null;
    joinProblem.value = null;
    returnProblem.value = null;
    inside.value = null;
    serverReach.value = 'reaching';
    phase.value = { is: 'prejoin' };
    forgetMeeting();
    forgetProgram();
    dropAllToasts();
  });
}

/** What was on when the person was last inside: for coming back. */
let lastWish: JoinWish = { microphone: false, camera: false };

export function noteWish(change: Partial<JoinWish>): void {
  lastWish = { ...lastWish, ...change };
}

export interface JoinWish {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** The call goes on here, and ends in the other window or on the other device. */
export function moveHere(): Promise<void> {
  return join(lastWish, true);
}

/** Joins at once; the devices follow as soon as the person has allowed them. */
export async function join(wish: JoinWish, replace = false): Promise<void> {
  const room = current.value;
  if (!room || phase.value.is !== 'prejoin') {
    return;
  }
  lastWish = wish;
  clearTimeout(retryTimer);
  chooseName(name.value);
  batch(() => {
    joinProblem.value = null;
    returnProblem.value = null;
    phase.value = { is: 'joining' };
  });
  try {
    await enter(room, { replace });
  } catch (error) {
    if (current.value === room) {
      batch(() => {
        joinProblem.value = codeOf(error);
        phase.value = { is: 'prejoin' };
      });
      reach(room, 0);
    }
  }
}

async function enter(room: Room, how: Pick<ConnectOptions, 'replace' | 'onlyResume'>): Promise<void> {
  // A device that fails shows it by its own error and keeps nobody out.
  void room.localParticipant.setMicrophoneEnabled(lastWish.microphone).catch(() => {});
  void room.localParticipant.setCameraEnabled(lastWish.camera).catch(() => {});
  await room.connect(location.origin, {
    room: roomName.value,
    name: name.value.trim(),
    ...(token === null ? {} : { token }),
    ...how,
  });
  if (current.value === room) {
    noteRoom(roomName.value);
    phase.value = { is: 'room' };
  }
}

/** Takes the seat again after a reload, with everything as it was; else the pre-join page says what happened. */
async function comeBack(room: Room, note: StayNote): Promise<void> {
  lastWish = { microphone: note.microphone, camera: note.camera };
  name.value = note.name;
  viewMode.value = note.view;
  const patience = setTimeout(() => {
    // The seat is not kept any longer; whatever we still wait for comes too late.
    openSession(roomName.value);
    giveUpComingBack(note, 'failed');
  }, SEAT_KEPT_MS);
  try {
    await enter(room, { onlyResume: true });
  } catch (error) {
    if (current.value === room) {
      giveUpComingBack(note, codeOf(error) === 'resume_failed' ? 'gone' : 'failed');
      reach(room, 0);
    }
  } finally {
    clearTimeout(patience);
  }
}

function giveUpComingBack(note: StayNote, why: 'gone' | 'failed'): void {
  batch(() => {
    phase.value = { is: 'prejoin' };
    returnProblem.value = why;
    microphoneWanted.on.value = note.microphone;
    cameraWanted.on.value = note.camera;
    viewMode.value = 'auto';
  });
}

/** Keeps a note of how things are while in the room, so that a reload comes back to it. */
function followStay(comeback: Comeback): () => void {
  const leave = () => comeback.leave(Date.now());
  const shown = () => comeback.stay();
  addEventListener('pagehide', leave);
  addEventListener('pageshow', shown);
  const stop = effect(() => {
    switch (phase.value.is) {
      case 'room':
        comeback.keep({
          name: name.value.trim(),
          microphone: microphone.value.on,
          camera: camera.value.on,
          view: viewMode.value,
        });
        return;
      case 'returning':
        return; // what was taken still holds
      case 'prejoin':
      case 'joining':
      case 'ended':
        comeback.forget();
    }
  });
  return () => {
    stop();
    comeback.forget();
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', shown);
  };
}

/** How the browser came to this page: `reload`, `back_forward`, `navigate` … */
function navigationType(): string | undefined {
  return (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined)?.type;
}

/** Back into the room from its end screen, with the devices that were on. */
export async function rejoin(): Promise<void> {
  const wish = lastWish;
  openSession(roomName.value);
  await join(wish);
}

export async function leave(): Promise<void> {
  await current.value?.disconnect();
  end('left');
}

function end(reason: EndReason): void {
  if (phase.value.is === 'room' || phase.value.is === 'joining') {
    batch(() => {
      phase.value = { is: 'ended', reason };
      dropAllToasts();
    });
  }
}

function reach(room: Room, attempt: number): void {
  room.prepare(location.origin, { room: roomName.value }).then(
    () => {
      if (current.value === room) {
        noteInvitation(room);
      }
    },
    (error: unknown) => {
      if (current.value !== room || phase.value.is !== 'prejoin') {
        return;
      }
      const code = codeOf(error);
      if (isRefusal(code)) {
        batch(() => {
          serverReach.value = 'reached';
          joinProblem.value = code;
        });
        return;
      }
      serverReach.value = 'unreachable';
      const pause = RETRY_PAUSES_MS[Math.min(attempt, RETRY_PAUSES_MS.length - 1)] ?? 1_000;
      retryTimer = setTimeout(() => reach(room, attempt + 1), pause);
    },
  );
}

/** Asks again at once, for the button. */
export function reachNow(): void {
  clearTimeout(retryTimer);
  joinProblem.value = null;
  if (current.value) {
    reach(current.value, 0);
  }
}

function noteInvitation(room: Room): void {
  batch(() => {
    serverReach.value = 'reached';
    const preview = room.invitation?.room;
    // Where an invitation is needed, who is inside is told to those alone who have come in.
    inside.value = preview?.open ? { count: preview.participants, names: preview.names } : null;
  });
}

/** Codes after which trying by ourselves helps nobody. */
function isRefusal(code: SluiceErrorCode): boolean {
  return code !== 'unreachable' && code !== 'timeout' && code !== 'connection_lost' && code !== 'shutting_down';
}

function codeOf(error: unknown): SluiceErrorCode {
  return error instanceof SluiceError ? error.code : 'internal';
}

const CODECS = ['vp8', 'vp9', 'h264', 'av1'] as const;

/**
 * For tests and for special machines: `?codec=vp9` says what to send first (one of them may be encoded in hardware),
 * `?relay=1` that only TURN may be used.
 */
function presets(): RoomOptions {
  const asked = new URLSearchParams(location.search);
  const codec = CODECS.find((known) => known === asked.get('codec')?.toLowerCase());
  return { ...(codec ? { codec } : {}), ...(asked.get('relay') === '1' ? { iceTransportPolicy: 'relay' } : {}) };
}

function exposeForDebugging(room: Room): void {
  if (new URLSearchParams(location.search).get('debug') === '1') {
    Object.assign(window, { sluice: { room } });
  }
}
