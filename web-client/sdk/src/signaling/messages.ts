/**
 * The messages of `/rtc` as they are on the wire: `docs/protocol.md` describes them, `docs/protocol-examples/` has one
 * file for each. One union per direction.
 */

/** Where a track comes from. */
export type Source = 'microphone' | 'camera' | 'screen_share' | 'screen_share_audio';
export const SOURCES: readonly Source[] = ['microphone', 'camera', 'screen_share', 'screen_share_audio'];

export type Kind = 'audio' | 'video';
export type CodecName = 'opus' | 'vp8' | 'vp9' | 'h264' | 'av1';
export type VideoCodecName = Exclude<CodecName, 'opus'>;

/** What a slot's video is doing. `unsupportedCodec`: this browser cannot decode what the publisher sends. */
export type VideoState = 'off' | 'pending' | 'live' | 'unsupportedCodec' | 'paused';

export interface Rights {
  readonly publish: readonly Source[];
  readonly subscribe: boolean;
  readonly chat: boolean;
  readonly roomAdmin: boolean;
  /** May run the room's program and send it to other places. */
  readonly goLive: boolean;
  /** May record the room's program. */
  readonly record: boolean;
}

export interface PublicationInfo {
  readonly id: string;
  readonly source: Source;
  readonly kind: Kind;
  readonly muted: boolean;
  /** Muted by the host, who must lift this before the participant can unmute. */
  readonly held: boolean;
}

/** `reconnecting`: signaling broke, media may flow; `lost`: nothing is heard any more. */
export type ConnectionInfo = 'connected' | 'reconnecting' | 'lost';

export interface ParticipantInfo {
  readonly id: string;
  readonly name: string;
  readonly identity: string;
  /** Milliseconds since 1970, like every time on the wire. */
  readonly joinedAt: number;
  /** When the hand was raised; `null` while it is down. */
  readonly hand: number | null;
  readonly rights: Rights;
  readonly connection: ConnectionInfo;
  readonly publications: readonly PublicationInfo[];
}

export interface ChatMessage {
  readonly id: string;
  readonly from: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

export interface SlotInfo {
  readonly slot: number;
  readonly participant: string | null;
  /** Publication heard through the slot. */
  readonly audio: string | null;
  /** Publication seen through the slot. */
  readonly video: string | null;
  readonly videoState: VideoState;
}

export interface SpeakerInfo {
  readonly participant: string;
  /** 0 (silence) to 1. */
  readonly level: number;
}

/**
 * What everybody in the room has to know: that the room is recorded, and whether it is on air. `sending`: to a platform
 * that has not confirmed it; the server says so only of bytes that really flow.
 */
export interface Lamps {
  readonly recording: boolean;
  readonly live: 'off' | 'sending' | 'confirmed';
}

export interface RoomSnapshot {
  readonly name: string;
  readonly startedAt: number;
  readonly participants: readonly ParticipantInfo[];
  readonly chat: readonly ChatMessage[];
  readonly lamps: Lamps;
}

export const PROGRAM_STATES = ['none', 'starting', 'running', 'restarting', 'stopping', 'failed'] as const;
export const LAYOUTS = ['grid', 'speaker', 'screen', 'side_by_side', 'solo'] as const;
export const SLATES = ['none', 'waiting', 'hold', 'end'] as const;
export const DESTINATION_STATES = [
  'idle',
  'connecting',
  'sending',
  'confirmed',
  'stalled',
  'retrying',
  'rejected',
  'failed',
  'stopped',
] as const;
export const RECORDING_STATES = ['off', 'recording', 'finished', 'failed'] as const;
export type Layout = (typeof LAYOUTS)[number];
export type Slate = (typeof SLATES)[number];

/** How the program is encoded. */
export interface ProgramVideo {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly bitrateBps: number;
}

/** What the program shows. */
export interface Scene {
  readonly layout: Layout;
  /** Whether names stand in the pictures. */
  readonly names: boolean;
  /** The lower third; empty: none. */
  readonly title: string;
  /** A PNG in base64, or `set`: the one that the server has. */
  readonly logo: string | null;
  /** A board in place of the pictures. */
  readonly slate: Slate;
  readonly slateText: string;
  /** Whether the program is silent. */
  readonly muted: boolean;
}

/** A place that the program is sent to. Its key is never told: `key` holds dots and at most four characters. */
export interface Destination {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly enabled: boolean;
  readonly state: (typeof DESTINATION_STATES)[number];
  /** How often it was tried again since it last worked. */
  readonly retry: number;
  /** Until the next try. */
  readonly nextMillis: number;
  /** Why it is in its state, as docs/protocol.md names it; new ones may come. */
  readonly reason: string;
  /** The same in English, or what the other side said. */
  readonly words: string;
  readonly bitrateBps: number;
  readonly sentBytes: number;
  readonly droppedFrames: number;
  readonly queuedMillis: number;
  /** In this state. */
  readonly sinceMillis: number;
}

export interface ProgramRecording {
  readonly state: (typeof RECORDING_STATES)[number];
  readonly id: string;
  readonly bytes: number;
  readonly millis: number;
  /** Why it failed, as docs/protocol.md names it. */
  readonly problem: string;
  /** The same in English. */
  readonly words: string;
}

/** What the encoder has done, by its own count. */
export interface ProgramOutput {
  readonly runMillis: number;
  readonly videoBps: number;
  readonly audioBps: number;
  readonly pictures: number;
  readonly skippedPictures: number;
  /** The loudest sample of late, 0 to 1. */
  readonly peak: number;
  /** 100: one processor. */
  readonly cpuPercent: number;
  readonly residentBytes: number;
  readonly people: number;
  readonly restarts: number;
  /** Who watch it from the server. */
  readonly viewers: number;
}

export interface ProgramInfo {
  readonly state: (typeof PROGRAM_STATES)[number];
  /** Why it failed or restarts, as docs/protocol.md names it. */
  readonly cause: string;
  /** The same in English. */
  readonly reason: string;
  /** Whether it shall be sent to the destinations. */
  readonly live: boolean;
  /** Whether a single publisher's H.264 is passed on as it is. */
  readonly passthrough: boolean;
  readonly video: ProgramVideo;
  readonly scene: Scene;
  readonly destinations: readonly Destination[];
  readonly recording: ProgramRecording;
  /** `null` where there is no program. */
  readonly output: ProgramOutput | null;
  /** Where the program can be watched: a path with the leave to do so. */
  readonly watch: string | null;
  /** Path of the room's recordings, with the leave to have and to delete them; `null`: we may not record. */
  readonly recordings: string | null;
}

/** Which sentence a refusal is, and the numbers in it. */
export interface RefusalDetail {
  readonly reason: string;
  readonly values: { readonly [name: string]: number };
}

export interface Limits {
  readonly messageBytes: number;
  readonly slots: number;
  readonly chatCharacters: number;
  readonly nameCharacters: number;
}

/** What is known of a room before joining it. */
export interface RoomPreview {
  readonly name: string;
  readonly participants: number;
  readonly names: readonly string[];
  /** Whether one may join without a token. */
  readonly open: boolean;
}

export const ERROR_CODES = [
  'malformed',
  'too_large',
  'unknown_type',
  'not_joined',
  'already_joined',
  'bad_room',
  'bad_name',
  'bad_sdp',
  'unsupported_media',
  'too_many_streams',
  'unknown_participant',
  'unknown_track',
  'not_allowed',
  'muted_by_host',
  'token_required',
  'token_invalid',
  'token_expired',
  'resume_failed',
  'identity_in_use',
  'room_full',
  'server_full',
  'too_fast',
  'fingerprint_changed',
  'room_closed',
  'bad_destination',
  'no_program',
  'program_refused',
  'program_failed',
  'recording_failed',
  'shutting_down',
  'internal',
] as const;
export type ServerErrorCode = (typeof ERROR_CODES)[number];

export type LeaveReason = 'left' | 'removed' | 'timeout' | 'replaced';
export type ByeReason = 'removed' | 'ended' | 'replaced' | 'shutdown' | 'expired';
export type MediaState = 'connecting' | 'connected' | 'silent' | 'interrupted' | 'closed';

/** What the page wants to see in one slot, with its size on screen in physical pixels. */
export type SlotRequest =
  | { readonly slot: number; readonly show: 'nobody' }
  | { readonly slot: number; readonly show: 'auto'; readonly width: number; readonly height: number }
  | {
      readonly slot: number;
      readonly show: 'participant';
      readonly participant: string;
      readonly source?: 'camera' | 'screen_share';
      readonly width: number;
      readonly height: number;
    };

/** How to come back when the connection breaks: the secret is good once, the seat is kept so long. */
export interface ResumeTicket {
  readonly secret: string;
  readonly seconds: number;
}

export interface TrackAnnouncement {
  readonly mid: string;
  readonly source: Source;
  readonly muted: boolean;
}

/** Requests before the client gives them their `id`. */
export type ClientRequest =
  | {
      readonly type: 'join';
      readonly name: string;
      readonly token?: string;
      readonly offer: string;
      readonly tracks: readonly TrackAnnouncement[];
      readonly view: { readonly slots: readonly SlotRequest[] };
      /** Whether an older participant with the same identity shall go. */
      readonly replace?: boolean;
    }
  | {
      readonly type: 'resume';
      readonly secret: string;
      /** The highest event number seen, or 0. */
      readonly lastEvent: number;
      /** Of a new media connection that takes the place of the old one; then with its tracks. */
      readonly offer?: string;
      readonly tracks?: readonly TrackAnnouncement[];
      readonly view?: { readonly slots: readonly SlotRequest[] };
    }
  | { readonly type: 'offer'; readonly offer: string; readonly tracks: readonly TrackAnnouncement[] }
  | { readonly type: 'unpublish'; readonly sources: readonly Source[] }
  | { readonly type: 'mute'; readonly source: Source; readonly muted: boolean }
  | { readonly type: 'chat'; readonly text: string }
  | { readonly type: 'hand'; readonly raised: boolean }
  | { readonly type: 'rename'; readonly name: string }
  | {
      readonly type: 'muteParticipant';
      readonly participant: string;
      readonly source: Source;
      readonly muted: boolean;
      readonly hold: boolean;
    }
  | { readonly type: 'remove'; readonly participant: string }
  | { readonly type: 'end' }
  /** Asks for `goLive` and `record` on a server that issues no tokens. */
  | { readonly type: 'claimProducer'; readonly adminToken: string }
  | {
      readonly type: 'startProgram';
      readonly video?: ProgramVideo;
      readonly scene?: Scene;
      readonly passthrough?: boolean;
    }
  | { readonly type: 'stopProgram' }
  | { readonly type: 'showProgram'; readonly scene: Scene }
  | { readonly type: 'goLive' }
  | { readonly type: 'endLive' }
  | { readonly type: 'addDestination'; readonly name: string; readonly url: string; readonly key: string }
  | {
      readonly type: 'changeDestination';
      readonly destination: string;
      readonly name?: string;
      readonly enabled?: boolean;
      readonly key?: string;
      /** Somebody has seen the program there. */
      readonly confirmed?: boolean;
    }
  | { readonly type: 'removeDestination'; readonly destination: string }
  | { readonly type: 'startRecording' }
  | { readonly type: 'stopRecording' }
  | { readonly type: 'leave' }
  | { readonly type: 'ping' };

/** Messages that get no reply. */
export type ClientNotice =
  | { readonly type: 'view'; readonly slots: readonly SlotRequest[] }
  /** Found after the offer with this `ufrag`; for a server that looks for us. */
  | { readonly type: 'candidates'; readonly ufrag: string; readonly candidates: readonly string[] };

export type ClientMessage = (ClientRequest & { readonly id: number }) | ClientNotice;

/** Replies name the request they answer in `re`; an `error` without `re` concerns the connection. */
export type ServerReply =
  | {
      readonly type: 'joined';
      readonly re: number;
      readonly participant: string;
      readonly resume: ResumeTicket;
      readonly event: number;
      readonly answer: string;
      readonly room: RoomSnapshot;
      readonly slots: readonly SlotInfo[];
    }
  | {
      readonly type: 'resumed';
      readonly re: number;
      readonly participant: string;
      readonly resume: ResumeTicket;
      /** The highest id of a request that is done: what came after it is to be sent again. */
      readonly lastRequest: number;
      readonly event: number;
      /** To an offer. */
      readonly answer?: string;
      /** With `slots`: how everything is now. Without: the missed events follow. */
      readonly room?: RoomSnapshot;
      readonly slots?: readonly SlotInfo[];
    }
  | { readonly type: 'answer'; readonly re: number; readonly answer: string }
  | { readonly type: 'ok'; readonly re: number }
  | { readonly type: 'pong'; readonly re: number; readonly at: number };

export type ServerError = {
  readonly type: 'error';
  readonly re?: number;
  readonly code: string;
  readonly message: string;
  readonly detail?: RefusalDetail;
};

/** Whether anybody needs an encoding of what we send; without a `rid` the only one. */
export interface WantedEncoding {
  readonly rid: string;
  readonly active: boolean;
}

export type ServerEvent =
  | {
      readonly type: 'welcome';
      readonly protocol: number;
      readonly server: string;
      readonly iceServers: readonly RTCIceServer[];
      readonly limits: Limits;
      readonly room: RoomPreview;
    }
  | { readonly type: 'participantJoined'; readonly event: number; readonly participant: ParticipantInfo }
  | { readonly type: 'participantUpdated'; readonly event: number; readonly participant: ParticipantInfo }
  | { readonly type: 'participantLeft'; readonly event: number; readonly participant: string; readonly reason: LeaveReason }
  | { readonly type: 'slots'; readonly event: number; readonly slots: readonly SlotInfo[] }
  | { readonly type: 'speakers'; readonly speakers: readonly SpeakerInfo[] }
  | { readonly type: 'chat'; readonly event: number; readonly message: ChatMessage }
  | { readonly type: 'codec'; readonly event: number; readonly source: Source; readonly codec: CodecName }
  | {
      readonly type: 'encodings';
      readonly event: number;
      readonly source: Source;
      readonly encodings: readonly WantedEncoding[];
    }
  | { readonly type: 'unmuteAsked'; readonly event: number; readonly source: Source }
  | { readonly type: 'media'; readonly event: number; readonly state: MediaState }
  | ({ readonly type: 'lamps'; readonly event: number } & Lamps)
  /** To those who may run or record it, on change and each second. */
  | ({ readonly type: 'program' } & ProgramInfo)
  /** The server stops in so many seconds. */
  | { readonly type: 'closing'; readonly seconds: number }
  | { readonly type: 'bye'; readonly reason: ByeReason };

export type ServerMessage = ServerReply | ServerError | ServerEvent;
export type Welcome = Extract<ServerEvent, { type: 'welcome' }>;
export type Joined = Extract<ServerReply, { type: 'joined' }>;
export type Resumed = Extract<ServerReply, { type: 'resumed' }>;

/** The reply that a request gets. */
export type ReplyTo<R extends ClientRequest> = R extends { type: 'join' }
  ? Joined
  : R extends { type: 'resume' }
    ? Resumed
    : R extends { type: 'offer' }
      ? Extract<ServerReply, { type: 'answer' }>
      : R extends { type: 'ping' }
        ? Extract<ServerReply, { type: 'pong' }>
        : Extract<ServerReply, { type: 'ok' }>;
