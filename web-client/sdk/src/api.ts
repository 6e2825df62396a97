/** What an application sees of the SDK. `createRoom()` makes the one object everything else hangs on. */
import type { DeviceError, SluiceError } from './errors.ts';
import type {
  ByeReason,
  ChatMessage,
  ConnectionInfo,
  Kind,
  Lamps,
  LeaveReason,
  Limits,
  MediaState,
  ProgramInfo,
  ProgramVideo,
  Rights,
  RoomPreview,
  Scene,
  SlotRequest,
  Source,
  VideoCodecName,
  VideoState,
} from './signaling/messages.ts';
import type { StatsSnapshot } from './stats/types.ts';
import type { Events } from './util/Emitter.ts';

/**
 * - `idle`: not joined yet, or left
 * - `connecting`: joining for the first time
 * - `connected`: in the room
 * - `signal-lost`: no connection for messages; sound and pictures go on. Worth a small mark, no more
 * - `media-lost`: sound and pictures do not come; they are being brought back
 * - `rejoining`: coming in again by itself, with a new media connection
 */
export type RoomState = 'idle' | 'connecting' | 'connected' | 'signal-lost' | 'media-lost' | 'rejoining';

/** Why it is over: our own wish, the server's (`bye`), or it could not be reached for five minutes. */
export type DisconnectReason = 'left' | ByeReason | 'unreachable' | 'refused';

export interface RoomOptions {
  /** Slots for pictures with sound in the first offer. */
  readonly slots?: number;
  /** Slots for sound only in the first offer. */
  readonly audioSlots?: number;
  /** The codec tried first for camera and screen. */
  readonly codec?: VideoCodecName;
  /** `relay`: send and receive through the server's TURN servers only, so that nobody learns our address. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  /** Where chosen devices are remembered; `null`: nowhere. Default: `localStorage`. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  /** Where the seat in the room is remembered, so that a reload takes it again. Default: `sessionStorage`. */
  readonly seatStorage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

export interface PrepareOptions {
  readonly room: string;
}

export interface ConnectOptions {
  readonly room: string;
  readonly name: string;
  readonly token?: string;
  /** If one is in the room already, from elsewhere: come in all the same, and let that end (else `identity_in_use`). */
  readonly replace?: boolean;
  /**
   * Only back to the seat of this tab, as after a reload; without one it rejects with `resume_failed`. A device that is
   * being switched on counts as on, unless the host has muted it meanwhile.
   */
  readonly onlyResume?: boolean;
  /** What to see at first; later `setView`. Default: everything `auto` at 640×360. */
  readonly view?: readonly SlotRequest[];
}

/** What the server said when the connection opened, before joining. */
export interface RoomInvitation {
  readonly server: string;
  readonly limits: Limits;
  readonly room: RoomPreview;
}

export interface RoomEvents {
  connectionStateChanged: [state: RoomState, previous: RoomState];
  /** A preview of the room arrived or changed (before joining). */
  invitationChanged: [invitation: RoomInvitation];
  participantJoined: [participant: Participant];
  participantLeft: [participant: Participant, reason: LeaveReason];
  /** Name, hand, rights, or a publication of somebody (also of oneself) changed. */
  participantUpdated: [participant: Participant];
  speakersChanged: [speakers: readonly Speaker[]];
  /** Who is in the slots, their streams or their number changed. */
  slotsChanged: [slots: readonly Slot[]];
  chatMessage: [message: ChatMessage];
  /** One's own microphone, camera or share was switched, failed, or got another device. */
  localTrackChanged: [track: LocalTrack];
  deviceError: [error: DeviceError];
  /** Devices appeared or went away, got their names, or another was chosen. */
  devicesChanged: [devices: Devices];
  /** A device in use went away and another took its place. */
  deviceReplaced: [replacement: DeviceReplacement];
  /** Speech while the microphone is muted began or ended. */
  talkingWhileMuted: [talking: boolean];
  /** Unmuted, but nothing has been heard for a while: began or ended. */
  microphoneSilent: [silent: boolean];
  /** The host muted us; `held`: until the host lifts it. */
  mutedByHost: [source: Source, held: boolean];
  /** The host lifted the hold or asks us to unmute. */
  unmuteAsked: [source: Source];
  /** The room began or ended to be recorded or sent elsewhere. */
  lampsChanged: [lamps: Lamps];
  /** `null`: we may not know of it (any more). While a program runs, once a second. */
  programChanged: [program: ProgramInfo | null];
  mediaStateChanged: [state: MediaState];
  statsUpdated: [stats: StatsSnapshot];
  /** The server stops in so many seconds; we come back by ourselves when it is there again. */
  serverClosing: [seconds: number];
  /** Something went wrong that no call of yours asked for; for logs. */
  problem: [error: SluiceError];
  disconnected: [reason: DisconnectReason];
}

/** One meeting seen from one browser. Renders nothing; it is the same object before, during and after the meeting. */
export interface Room extends Events<RoomEvents> {
  readonly state: RoomState;
  /** Whether our media reaches the server and its media us. */
  readonly mediaState: MediaState;
  /** The room's name; empty before `prepare` or `connect`. */
  readonly name: string;
  /** When the meeting began; 0 before joining. */
  readonly startedAt: number;
  readonly invitation: RoomInvitation | null;
  /** Oneself; usable before joining too: the microphone and camera of the preview go along into the room. */
  readonly localParticipant: LocalParticipant;
  /** The others by id. */
  readonly participants: ReadonlyMap<string, Participant>;
  /** Loudest first; oneself may be among them. */
  readonly speakers: readonly Speaker[];
  readonly slots: readonly Slot[];
  readonly chat: readonly ChatMessage[];
  readonly devices: Devices;
  readonly admin: RoomAdmin;
  readonly program: RoomProgram;
  /** Whether the room is recorded or on air. */
  readonly lamps: Lamps;
  /** The last round trip to the server in milliseconds; `null` while unknown. */
  readonly roundTripMs: number | null;
  readonly stats: StatsSnapshot | null;

  /** Opens the connection early, on the pre-join page, so that joining is a single round trip. */
  prepare(url: string | URL, options: PrepareOptions): Promise<RoomInvitation>;
  /** Joins; resolves when in. Rejects with a `SluiceError` whose code says why not. */
  connect(url: string | URL, options: ConnectOptions): Promise<void>;
  /** Leaves; camera and microphone are released. */
  disconnect(): Promise<void>;
  /** Says what should be in the slots. May be called at each layout; only the last of quick changes is sent. */
  setView(view: readonly SlotRequest[]): void;
  /** Makes room for `count` pictures (up to the server's limit); resolves when the slots are there. */
  growSlots(count: number): Promise<void>;
  /** Fresh figures every 500 ms instead of 2 s while somebody looks at them; ends with the returned function. */
  watchStatsClosely(): () => void;
}

export interface Speaker {
  readonly participant: Participant;
  readonly level: number;
}

/** A person in the room; identity survives updates (compare by object or by `id`). */
export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly identity: string;
  readonly joinedAt: number;
  /** When the hand was raised; `null`: down. */
  readonly handRaisedAt: number | null;
  readonly rights: Rights;
  readonly isLocal: boolean;
  /** `reconnecting`: cannot be reached for messages; `lost`: nor is anything seen or heard of them. */
  readonly connection: ConnectionInfo;
  readonly publications: readonly Publication[];
  publication(source: Source): Publication | undefined;
}

/** A track that a participant offers to the room. */
export interface Publication {
  readonly id: string;
  readonly source: Source;
  readonly kind: Kind;
  readonly muted: boolean;
  readonly held: boolean;
}

/**
 * A place through which anybody can be shown. Attach `stream` once and leave it attached: who is in the slot changes
 * without any event of the browser, so blank the tile by what is said here.
 */
export interface Slot {
  readonly index: number;
  /** `false`: carries sound only. */
  readonly hasVideo: boolean;
  /** Stays the same while the connection lives; another after rejoining (`slotsChanged` is emitted). */
  readonly stream: MediaStream;
  readonly participant: Participant | null;
  readonly audio: Publication | null;
  readonly video: Publication | null;
  readonly videoState: VideoState;
}

export interface ScreenShareOptions {
  /** `text`: sharp and slow; `motion`: smooth. Default `text`. */
  readonly content?: 'text' | 'motion';
  /** Ask for the sound too. Default `true`. */
  readonly audio?: boolean;
}

/** One of the own tracks; the four objects live as long as the room. */
export interface LocalTrack {
  readonly source: Source;
  /** What is captured now; `null` when nothing is. Show it in a muted `<video>`. */
  readonly track: MediaStreamTrack | null;
  /** Captured and sent (once joined). */
  readonly enabled: boolean;
  /** A switch is under way (permission prompt, device starting). */
  readonly pending: boolean;
  /** The host does not let us switch it on. */
  readonly held: boolean;
  /** Why it is not on though it was wanted; `null` when all is well. */
  readonly error: DeviceError | null;
  readonly deviceId: string | null;
  readonly label: string;
  /** Shared sound in which the meeting's own voices may be heard again: advise headphones. */
  readonly mayEcho: boolean;
}

export interface LocalParticipant extends Participant {
  readonly microphone: LocalTrack;
  readonly camera: LocalTrack;
  readonly screenShare: LocalTrack;
  readonly screenShareAudio: LocalTrack;
  /** Level of the own microphone, also while muted, 0 to 1; 10 times per second. Ends with the returned function. */
  onMicrophoneLevel(listener: (level: number) => void): () => void;
  /** Rejects with a `DeviceError` (also emitted), or a `SluiceError` (`muted_by_host`, `not_allowed`). */
  setMicrophoneEnabled(enabled: boolean): Promise<void>;
  setCameraEnabled(enabled: boolean): Promise<void>;
  setScreenShareEnabled(enabled: boolean, options?: ScreenShareOptions): Promise<void>;
  /** Chooses and remembers a device; takes effect at once when it is in use. Speakers: `audioOutput` of `Devices`. */
  switchDevice(kind: DeviceKind, deviceId: string): Promise<void>;
  sendChat(text: string): Promise<void>;
  setHandRaised(raised: boolean): Promise<void>;
  rename(name: string): Promise<void>;
}

/** What whoever holds `roomAdmin` may do. */
export interface RoomAdmin {
  /** Mutes somebody; with `hold` they cannot unmute by themselves. */
  mute(participantId: string, source: Source, hold: boolean): Promise<void>;
  /** Lifts a hold and asks the person to unmute. */
  askToUnmute(participantId: string, source: Source): Promise<void>;
  /** Mutes all microphones but one's own and those of other admins. */
  muteAll(hold: boolean): Promise<void>;
  remove(participantId: string): Promise<void>;
  /** Ends the meeting for everyone. */
  end(): Promise<void>;
}

export interface ProgramOptions {
  readonly video?: ProgramVideo;
  readonly scene?: Scene;
  readonly passthrough?: boolean;
}

export interface NewDestination {
  readonly name: string;
  readonly url: string;
  /** May be empty where the address says all. */
  readonly key: string;
}

/** What is left out stays as it is. */
export interface DestinationChange {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly key?: string;
  /** Somebody has seen the program there. */
  readonly confirmed?: boolean;
}

/**
 * The room's program: one composed picture with its sound, sent to other places and recorded. For whoever holds `goLive`
 * or, of the recording, `record`.
 */
export interface RoomProgram {
  /** `null`: not for us, or not told yet. */
  readonly info: ProgramInfo | null;
  /** Gives us `goLive` and `record` on a server without tokens, by what it printed when it started. */
  claim(adminToken: string): Promise<void>;
  /** Starts composing and encoding, a rehearsal: nothing is sent. */
  start(options?: ProgramOptions): Promise<void>;
  /** Ends all of it: sending, recording, composing. */
  stop(): Promise<void>;
  show(scene: Scene): Promise<void>;
  /** Sends to the enabled destinations; starts the program where there is none. */
  goLive(): Promise<void>;
  /** Stops sending; the program goes on as a rehearsal. */
  endLive(): Promise<void>;
  addDestination(destination: NewDestination): Promise<void>;
  changeDestination(id: string, change: DestinationChange): Promise<void>;
  removeDestination(id: string): Promise<void>;
  startRecording(): Promise<void>;
  stopRecording(): Promise<void>;
}

export type DeviceKind = 'microphone' | 'camera' | 'speaker';
export type PermissionState = 'granted' | 'denied' | 'prompt' | 'unknown';

export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  /** Empty until a permission was given. */
  readonly label: string;
}

/** The devices of this computer. */
export interface Devices {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
  /** The chosen device's id, `null`: the system's default. */
  readonly selected: Readonly<Record<DeviceKind, string | null>>;
  readonly permissions: Readonly<Record<'microphone' | 'camera', PermissionState>>;
  /** The page may ask for devices at all (https or localhost). */
  readonly available: boolean;
  readonly canShareScreen: boolean;
  /** `setSinkId` for elements that play slots; `null`: the default. */
  readonly audioOutput: string | null;
  /** Looks again; browsers tell names only after a permission was given. */
  refresh(): Promise<void>;
}

/** A device went away while in use and another took its place. */
export interface DeviceReplacement {
  readonly source: Source;
  /** The name of the one that went away. */
  readonly from: string;
  readonly to: Device;
}
