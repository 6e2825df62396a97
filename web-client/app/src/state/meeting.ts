import { batch, computed, signal } from '@preact/signals';
import {
  type ChatMessage,
  type Participant,
  type Room,
  type RoomState,
  type Slot,
  SluiceError,
  type StatsSnapshot,
} from '../../../sdk/src/index.ts';
import { t } from '../i18n/index.ts';
import { withoutDirectionSigns } from '../names.ts';
import type { ChatLine, ConnectionHealth, NetworkQuality, Person, SlotView } from './model.ts';
import { Gathering } from './gathering.ts';
import { transportOf } from './transport.ts';
import { toast } from './toasts.ts';

/** What happens in the room: SDK events become signals here. */

export const people = signal<readonly Person[]>([]);
export const slots = signal<readonly SlotView[]>([]);
export const chat = signal<readonly ChatLine[]>([]);
export const unread = signal(0);
export const startedAt = signal(0);
export const connection = signal<ConnectionHealth>('connected');
export const stats = signal<StatsSnapshot | null>(null);
export const roundTripMs = signal<number | null>(null);

/** What media travels over, `null` while unknown. */
export const transport = computed(() => (stats.value ? transportOf(stats.value.connection) : null));

/** The server has said that it restarts soon. */
export const serverClosing = signal(false);

/** Who speaks now, with the level. */
export const speaking = signal<ReadonlyMap<string, number>>(new Map());
export const lastSpokeAt = signal<ReadonlyMap<string, number>>(new Map());

/** Whether the chat is open: what is seen is not unread. */
export const chatOpen = signal(false);

export const me = computed(() => people.value.find((person) => person.isMe) ?? null);
export const quality = computed<NetworkQuality>(() =>
  connection.value === 'mediaLost' ? 'lost' : (stats.value?.quality ?? 'good'),
);

export function followRoom(room: Room): () => void {
  const gathering = new Gathering((text) => toast(text));
  const readSlots = () => {
    slots.value = room.slots.map(slotOf);
  };
  // Slots name people and publications, so they are read again with them.
  const readPeople = () =>
    batch(() => {
      people.value = [meOf(room), ...[...room.participants.values()].map(personOf)];
      readSlots();
    });
  // What is told while joining is who was there already.
  const isIn = () => room.state === 'connected';
  let mediaWasLost = false;
  const readAll = () =>
    batch(() => {
      readPeople();
      // Lines known already stay as they are: whoever comes back as somebody new has written them all the same.
      const known = new Map(chat.value.map((line) => [line.id, line]));
      chat.value = room.chat.map((message) => known.get(lineId(message)) ?? lineOf(message, room));
      startedAt.value = room.startedAt;
    });
  const stops = [
    room.on('connectionStateChanged', (state) => {
      batch(() => {
        connection.value = healthOf(state);
        if (state === 'connected') {
          readAll();
        } else {
          serverClosing.value = false; // it has closed
        }
        if (connection.value === 'mediaLost') {
          speaking.value = new Map();
        }
      });
      mediaWasLost ||= connection.value === 'mediaLost';
      if (state === 'connected' && mediaWasLost) {
        mediaWasLost = false;
        toast(t('net.back'));
      }
    }),
    room.on('serverClosing', () => {
      serverClosing.value = true;
    }),
    room.on('participantJoined', (participant) => {
      readPeople();
      if (isIn()) {
        gathering.joined(participant.name);
      }
    }),
    room.on('participantLeft', (participant) => {
      readPeople();
      if (isIn()) {
        gathering.left(participant.name);
      }
    }),
    room.on('participantUpdated', (participant) => {
      const before = people.value.find((person) => person.id === participant.id);
      readPeople();
      if (!participant.isLocal && participant.handRaisedAt !== null && before?.hand === null) {
        toast(t('say.handOf', { name: participant.name }));
      }
      if (!participant.isLocal && before && !before.sharing && personOf(participant).sharing) {
        toast(t('say.sharing', { name: participant.name }));
      }
    }),
    room.on('localTrackChanged', readPeople),
    room.on('slotsChanged', readSlots),
    room.on('speakersChanged', (now) => {
      const at = Date.now();
      batch(() => {
        speaking.value = new Map(now.map((speaker) => [speaker.participant.id, speaker.level]));
        lastSpokeAt.value = new Map([
          ...lastSpokeAt.value,
          ...now.map((speaker) => [speaker.participant.id, at] as const),
        ]);
      });
    }),
    room.on('chatMessage', (message) => {
      batch(() => {
        const line = lineOf(message, room);
        chat.value = [...chat.value.filter((other) => other.id !== line.id), line];
        if (!line.isMine && !chatOpen.value) {
          unread.value++;
        }
      });
    }),
    room.on('statsUpdated', (now) => {
      batch(() => {
        stats.value = now;
        roundTripMs.value = room.roundTripMs;
      });
    }),
    room.on('mutedByHost', (_source, held) => toast(t(held ? 'host.heldYou' : 'host.mutedYou'))),
    room.on('unmuteAsked', (source) => {
      const accept = () => void attempt(room.localParticipant.setMicrophoneEnabled(true));
      toast(t(source === 'microphone' ? 'host.askUnmute' : 'host.releasedYou'), {
        stays: source === 'microphone',
        actions:
          source === 'microphone'
            ? [
                { label: t('host.accept'), run: accept },
                { label: t('host.stay'), run: () => {} },
              ]
            : [],
      });
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    gathering.stop();
  };
}

/** Empties everything for the next room. */
export function forgetMeeting(): void {
  people.value = [];
  slots.value = [];
  chat.value = [];
  unread.value = 0;
  startedAt.value = 0;
  connection.value = 'connected';
  serverClosing.value = false;
  stats.value = null;
  roundTripMs.value = null;
  speaking.value = new Map();
  lastSpokeAt.value = new Map();
  chatOpen.value = false;
}

/** Waits for a request to the server; a refusal becomes a sentence a person can use. `true`: it worked. */
export async function attempt(request: Promise<void>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof SluiceError) {
      toast(refusalText(error.code));
    }
    // A device's error is shown where the device is.
    return false;
  }
}

function refusalText(code: string): string {
  switch (code) {
    case 'muted_by_host':
      return t('tb.heldMic');
    case 'not_allowed':
      return t('tb.noRight');
    case 'too_fast':
      return t('err.tooFast');
    default:
      return t('err.action', { code });
  }
}

function personOf(participant: Participant): Person {
  const microphone = participant.publication('microphone');
  const camera = participant.publication('camera');
  const share = participant.publication('screen_share');
  return {
    id: participant.id,
    name: withoutDirectionSigns(participant.name),
    isMe: participant.isLocal,
    connection: participant.connection,
    isHost: participant.rights.roomAdmin,
    mayGoLive: participant.rights.goLive,
    mayRecord: participant.rights.record,
    hand: participant.handRaisedAt,
    microphone: microphone?.held ? 'held' : microphone && !microphone.muted ? 'on' : 'off',
    camera: camera !== undefined && !camera.muted,
    sharing: share !== undefined && !share.muted,
    mayPublish: new Set(participant.rights.publish),
    mayChat: participant.rights.chat,
  };
}

/** Of oneself the devices know best: the server hears of them a moment later. */
function meOf(room: Room): Person {
  const { microphone, camera, screenShare } = room.localParticipant;
  return {
    ...personOf(room.localParticipant),
    connection: 'connected',
    microphone: microphone.held ? 'held' : microphone.enabled ? 'on' : 'off',
    camera: camera.enabled,
    sharing: screenShare.enabled,
  };
}

function slotOf(slot: Slot): SlotView {
  const source = slot.video?.source;
  return {
    slot: slot.index,
    hasVideo: slot.hasVideo,
    stream: slot.stream,
    participant: slot.participant?.id ?? null,
    source: source === 'camera' || source === 'screen_share' ? source : null,
    videoState: slot.videoState,
  };
}

function healthOf(state: RoomState): ConnectionHealth {
  switch (state) {
    case 'signal-lost':
      return 'signalLost';
    case 'media-lost':
    case 'rejoining':
      return 'mediaLost';
    case 'idle':
    case 'connecting':
    case 'connected':
      return 'connected';
  }
}

/** A server that started anew counts its messages anew. */
function lineId({ id, at }: ChatMessage): string {
  return `${id}/${at}`;
}

function lineOf(message: ChatMessage, room: Room): ChatLine {
  return {
    id: lineId(message),
    from: message.from,
    name: withoutDirectionSigns(message.name),
    isMine: message.from === room.localParticipant.id,
    text: withoutDirectionSigns(message.text),
    at: message.at,
  };
}
