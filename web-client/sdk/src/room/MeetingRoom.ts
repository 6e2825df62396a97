import type {
  ConnectOptions,
  DisconnectReason,
  LocalParticipant,
  Participant,
  PrepareOptions,
  Room,
  RoomEvents,
  RoomInvitation,
  RoomOptions,
  RoomState,
  Slot,
  Speaker,
} from '../api.ts';
import { SluiceError } from '../errors.ts';
import { DeviceList } from '../media/DeviceList.ts';
import { LocalMedia } from '../media/LocalMedia.ts';
import type {
  ChatMessage,
  ClientRequest,
  Lamps,
  MediaState,
  ServerEvent,
  SlotRequest,
  Welcome,
} from '../signaling/messages.ts';
import type { RequestNumbers } from '../signaling/RequestNumbers.ts';
import { SignalingConnection, signalingUrl, type Socket } from '../signaling/SignalingConnection.ts';
import type { StatsSnapshot } from '../stats/types.ts';
import { MediaConnection } from '../transport/MediaConnection.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';
import { Admin } from './Admin.ts';
import { Door, type Entry } from './Door.ts';
import { Line } from './Line.ts';
import { LocalMember } from './LocalMember.ts';
import { Program } from './Program.ts';
import { RoomStats } from './RoomStats.ts';
import { Roster } from './Roster.ts';
import { Seat } from './Seat.ts';
import { Session } from './Session.ts';
import { SlotTable } from './SlotTable.ts';
import { Stay } from './Stay.ts';
import { automaticView, ViewRequests } from './ViewRequests.ts';
import { listenForWakeUps } from './wakeUps.ts';

/** Eight tiles and a shared screen. */
const DEFAULT_SLOTS = 9;
/** Who is loud without being on screen is heard through these. */
const DEFAULT_AUDIO_SLOTS = 3;
/** Who comes back has reached the server before: if it does not greet soon, another attempt has better chances. */
const RETRY_WELCOME_TIMEOUT_MS = 4_000;

/** The room as the application sees it: who and what is in it. How we stay in it is the business of `Stay`. */
export class MeetingRoom extends Emitter<RoomEvents> implements Room {
  state: RoomState = 'idle';
  mediaState: MediaState = 'closed';
  name = '';
  startedAt = 0;
  invitation: RoomInvitation | null = null;
  roundTripMs: number | null = null;
  readonly chat: ChatMessage[] = [];
  readonly devices: DeviceList;
  readonly admin: Admin;
  readonly program: Program;
  readonly localParticipant: LocalParticipant;
  private readonly options: RoomOptions;
  private readonly timers: Timers;
  private readonly random: () => number;
  private readonly media: LocalMedia;
  private readonly roster: Roster;
  private readonly slotTable: SlotTable;
  private readonly view: ViewRequests;
  private readonly figures: RoomStats;
  private prepared: { signaling: SignalingConnection; line: Line } | null = null;
  private line: Line | null = null;
  private stay: Stay | null = null;
  private stopWakeUps: (() => void) | null = null;
  private stopWatching: (() => void) | null = null;
  private pictures: number;
  /** On the way back after a reload: what is being switched on was on. */
  private returning = false;

  constructor(options: RoomOptions, timers: Timers, random: () => number) {
    super();
    this.options = options;
    this.timers = timers;
    this.random = random;
    this.pictures = options.slots ?? DEFAULT_SLOTS;
    this.devices = new DeviceList(options.storage);
    this.media = new LocalMedia(this.devices, timers);
    const ask = (request: ClientRequest): Promise<unknown> => this.ask(request);
    const local = new LocalMember(this.media, this.devices, ask);
    this.localParticipant = local;
    this.roster = new Roster(local, this.media);
    this.figures = new RoomStats(timers);
    this.admin = new Admin(ask, () => this.roster.others.values());
    this.program = new Program(ask);
    this.slotTable = new SlotTable((id) => this.roster.find(id));
    this.view = new ViewRequests(timers, automaticView(this.pictures), (slots) =>
      this.line?.notify({ type: 'view', slots }),
    );
    this.forwardEvents();
  }

  get participants(): ReadonlyMap<string, Participant> {
    return this.roster.others;
  }

  get speakers(): readonly Speaker[] {
    return this.roster.speakers;
  }

  get slots(): readonly Slot[] {
    return this.slotTable.slots;
  }

  get lamps(): Lamps {
    return this.program.lamps;
  }

  get stats(): StatsSnapshot | null {
    return this.figures.latest;
  }

  async prepare(url: string | URL, { room }: PrepareOptions): Promise<RoomInvitation> {
    this.assertIdle('prepare');
    this.prepared?.signaling.close();
    const line = new Line(this.timers);
    const signaling = this.openSignaling(url, room, line.numbers);
    this.prepared = { signaling, line };
    signaling.on('closed', () => {
      if (this.prepared?.signaling === signaling) {
        this.prepared = null; // joining opens another
      }
    });
    return this.invite(await signaling.welcome);
  }

  async connect(url: string | URL, options: ConnectOptions): Promise<void> {
    this.assertIdle('connect');
    if (typeof RTCPeerConnection === 'undefined') {
      throw new SluiceError('unsupported_browser', 'no RTCPeerConnection');
    }
    if (options.view) {
      this.view.set(options.view);
    }
    this.chat.length = 0;
    this.setState('connecting');
    const { prepared } = this;
    this.prepared = null;
    const stay = this.openStay(url, options, prepared?.line ?? new Line(this.timers));
    this.stay = stay;
    this.returning = options.onlyResume ?? false;
    try {
      await stay.enter(prepared?.signaling ?? null);
    } catch (error) {
      this.tearDown();
      this.setState('idle');
      throw error;
    } finally {
      this.returning = false;
    }
    this.stopWakeUps = listenForWakeUps(this.timers, stay);
  }

  async disconnect(): Promise<void> {
    this.prepared?.signaling.close();
    this.prepared = null;
    await this.stay?.leave();
    this.finish('left');
  }

  setView(view: readonly SlotRequest[]): void {
    this.view.set(view);
  }

  async growSlots(count: number): Promise<void> {
    const limit = this.invitation?.limits.slots ?? count;
    this.pictures = Math.max(this.pictures, Math.min(count, limit));
    await this.stay?.session?.grow(count, limit);
  }

  watchStatsClosely(): () => void {
    return this.figures.watchClosely();
  }

  private openSignaling(
    url: string | URL,
    room: string,
    numbers: RequestNumbers,
    welcomeTimeoutMs?: number,
  ): SignalingConnection {
    const socket = new WebSocket(signalingUrl(url, room)) as Socket;
    return new SignalingConnection(socket, this.timers, numbers, welcomeTimeoutMs);
  }

  private openStay(url: string | URL, options: ConnectOptions, line: Line): Stay {
    const seats = this.options.seatStorage === undefined ? sessionStorage : this.options.seatStorage;
    const seat = new Seat(seats, options.room, options.token);
    const wishes = {
      // Coming back is done under the name one has by now.
      name: () => (this.stay?.session ? this.localParticipant.name : options.name),
      view: () => this.view.forEntry(),
    };
    const stay = new Stay(
      {
        line,
        seat,
        door: new Door(line, seat, wishes, options),
        openSignaling: () =>
          this.openSignaling(url, options.room, line.numbers, stay.session ? RETRY_WELCOME_TIMEOUT_MS : undefined),
        openSession: (welcome, onHopeless) => this.openSession(welcome, line, onHopeless),
      },
      this.timers,
      this.random,
    );
    this.line = line;
    line.on('problem', (error) => this.emit('problem', error));
    line.on('roundTrip', (milliseconds) => (this.roundTripMs = milliseconds));
    stay.on('welcomed', (welcome) => void this.invite(welcome));
    stay.on('entered', (entry, session) => this.enter(entry, session, options));
    stay.on('message', (message) => this.onMessage(message));
    stay.on('stateChanged', (state) => this.setState(state));
    stay.on('mediaStateChanged', (state) => this.onMediaState(state));
    stay.on('ended', (reason) => this.finish(reason));
    return stay;
  }

  private openSession(welcome: Welcome, line: Line, onHopeless: () => void): Session {
    const media = new MediaConnection(
      {
        iceServers: welcome.iceServers,
        iceTransportPolicy: this.options.iceTransportPolicy,
        slots: this.pictures,
        audioSlots: this.options.audioSlots ?? DEFAULT_AUDIO_SLOTS,
        codec: this.options.codec,
      },
      (source) => {
        const { enabled, pending } = this.media.state(source);
        return !enabled && !(pending && this.returning);
      },
    );
    const rights = () => this.localParticipant.rights;
    const session = new Session(media, line, this.media, rights, this.timers, onHopeless);
    media.on('slotsGrown', () => this.attachSlots(session));
    return session;
  }

  private invite({ server, limits, room }: Welcome): RoomInvitation {
    this.invitation = { server, limits, room };
    this.name = room.name;
    this.emit('invitationChanged', this.invitation);
    return this.invitation;
  }

  private enter(entry: Entry, session: Session, { name, onlyResume }: ConnectOptions): void {
    const { participant, room, slots, isNew, announced } = entry;
    const cameBack = this.state !== 'connecting';
    const me = this.localParticipant;
    const handWasRaised = cameBack && isNew && me.handRaisedAt !== null;
    this.startedAt = room.startedAt;
    this.roster.replace(participant, room.participants);
    this.program.setLamps(room.lamps);
    if (!isNew) {
      this.roster.compare(announced, !cameBack && !onlyResume);
    }
    this.attachSlots(session);
    this.slotTable.assign(slots);
    this.emit('slotsChanged', this.slots);
    this.figures.start(session.media, () => this.slots);
    room.chat.forEach((message) => this.addChat(message, cameBack));
    if (handWasRaised && me.handRaisedAt === null) {
      void me.setHandRaised(true).catch(() => undefined);
    }
    if (!cameBack && !isNew && !onlyResume && me.name !== name) {
      void me.rename(name).catch(() => undefined); // asked for anew, while the seat has the name of before
    }
  }

  private addChat(message: ChatMessage, isNews: boolean): void {
    // A server that started anew counts its messages anew.
    if (this.chat.some(({ id, at }) => id === message.id && at === message.at)) {
      return;
    }
    this.chat.push(message);
    if (isNews) {
      this.emit('chatMessage', message);
    }
  }

  private onMessage(message: ServerEvent): void {
    switch (message.type) {
      case 'participantJoined':
      case 'participantUpdated':
        this.roster.put(message.participant);
        return;
      case 'participantLeft':
        this.roster.remove(message.participant, message.reason);
        return;
      case 'slots':
        this.slotTable.assign(message.slots);
        this.emit('slotsChanged', this.slots);
        return;
      case 'speakers':
        this.roster.setSpeakers(message.speakers);
        return;
      case 'chat':
        this.addChat(message.message, true);
        return;
      case 'codec':
        void this.stay?.session?.media.setCodec(message.source, message.codec);
        return;
      case 'encodings':
        void this.stay?.session?.media.setEncodings(message.source, message.encodings);
        return;
      case 'unmuteAsked':
        this.emit('unmuteAsked', message.source);
        return;
      case 'lamps':
        this.program.setLamps(message);
        return;
      case 'program':
        this.program.setInfo(message);
        return;
      case 'closing':
        this.emit('serverClosing', message.seconds);
        return;
      case 'welcome':
      case 'media':
      case 'bye':
        return; // for `Stay`
    }
  }

  private onMediaState(state: MediaState): void {
    this.mediaState = state;
    this.watchMedia(this.stay?.session?.health.doubtful ?? false);
    this.emit('mediaStateChanged', state);
  }

  private onStats(stats: StatsSnapshot): void {
    const { microphone, camera } = this.localParticipant;
    // Whoever sends gets reports. A single other person may be silent for reasons of their own.
    const expected = microphone.enabled || camera.enabled || this.roster.heardOthers > 1;
    const health = this.stay?.session?.health;
    health?.onTraffic(stats.connection.received, expected);
    this.watchMedia(health?.doubtful ?? false);
    this.emit('statsUpdated', stats);
  }

  /** Losses and returns shall be seen at once; while all is well, seldom looks are enough. */
  private watchMedia(closely: boolean): void {
    if (closely) {
      this.stopWatching ??= this.figures.watchClosely();
    } else {
      this.stopWatching?.();
      this.stopWatching = null;
    }
  }

  private attachSlots(session: Session): void {
    this.slotTable.attach(session.media.slots);
    this.emit('slotsChanged', this.slots);
  }

  private finish(reason: DisconnectReason): void {
    this.tearDown();
    this.media.release();
    if (this.state !== 'idle') {
      this.setState('idle');
      this.emit('disconnected', reason);
    }
  }

  private tearDown(): void {
    this.stopWakeUps?.();
    this.stopWakeUps = null;
    this.watchMedia(false);
    this.figures.stop();
    this.view.stop();
    this.line = null;
    const { stay } = this;
    this.stay = null;
    stay?.close();
    this.mediaState = 'closed';
    this.slotTable.vacate();
    this.roster.clear();
    this.program.clear();
    this.emit('slotsChanged', this.slots);
  }

  private ask(request: ClientRequest): Promise<unknown> {
    return (
      this.line?.request(request) ??
      Promise.reject(new SluiceError('invalid_state', `${request.type}: not in a room`))
    );
  }

  private assertIdle(action: string): void {
    if (this.state !== 'idle') {
      throw new SluiceError('invalid_state', `${action}: already ${this.state}`);
    }
  }

  private setState(state: RoomState): void {
    const previous = this.state;
    if (state === previous) {
      return;
    }
    this.state = state;
    this.emit('connectionStateChanged', state, previous);
  }

  private forwardEvents(): void {
    const { roster, media, devices, figures, program } = this;
    roster.on('joined', (participant) => this.emit('participantJoined', participant));
    roster.on('updated', (participant) => {
      this.emit('participantUpdated', participant);
      if (participant.isLocal) {
        program.onRights(participant.rights);
      }
    });
    roster.on('left', (participant, reason) => this.emit('participantLeft', participant, reason));
    roster.on('speakers', () => this.emit('speakersChanged', roster.speakers));
    roster.on('mutedByHost', (source, held) => this.emit('mutedByHost', source, held));
    media.on('changed', (track) => this.emit('localTrackChanged', track));
    media.on('error', (error) => this.emit('deviceError', error));
    media.on('replaced', (replacement) => this.emit('deviceReplaced', replacement));
    media.on('talkingWhileMuted', (talking) => this.emit('talkingWhileMuted', talking));
    media.on('silent', (silent) => this.emit('microphoneSilent', silent));
    program.on('lamps', (lamps) => this.emit('lampsChanged', lamps));
    program.on('changed', (info) => this.emit('programChanged', info));
    figures.on('updated', (stats) => this.onStats(stats));
    devices.on('changed', () => this.emit('devicesChanged', devices));
  }
}
