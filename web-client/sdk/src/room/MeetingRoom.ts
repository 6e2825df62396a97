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
import { SluiceError, type SluiceErrorCode } from '../errors.ts';
import { DeviceList } from '../media/DeviceList.ts';
import { LocalMedia } from '../media/LocalMedia.ts';
import type {
  ChatMessage,
  ClientRequest,
  Joined,
  MediaState,
  ReplyTo,
  ServerEvent,
  SlotRequest,
  Welcome,
} from '../signaling/messages.ts';
import { SignalingConnection, signalingUrl, type CloseCause, type Socket } from '../signaling/SignalingConnection.ts';
import type { StatsSnapshot } from '../stats/types.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';
import { Admin } from './Admin.ts';
import { LocalMember } from './LocalMember.ts';
import { Reconnect } from './Reconnect.ts';
import { RoomStats } from './RoomStats.ts';
import { Roster } from './Roster.ts';
import { Session } from './Session.ts';
import { SlotTable } from './SlotTable.ts';
import { automaticView, ViewRequests } from './ViewRequests.ts';
import { onWakeUp } from './wakeUps.ts';

/** Eight tiles and a shared screen. */
const DEFAULT_SLOTS = 9;
/** Who is loud without being on screen is heard through these. */
const DEFAULT_AUDIO_SLOTS = 3;
/** Leaving does not wait longer for the server to notice. */
const LEAVE_TIMEOUT_MS = 500;

/** Refusals that another attempt will not change. */
const FINAL: readonly SluiceErrorCode[] = [
  'bad_room',
  'bad_name',
  'bad_sdp',
  'not_allowed',
  'token_required',
  'token_invalid',
  'token_expired',
  'room_closed',
  'unsupported_media',
];

/** The room as the application sees it: holds the parts together and keeps the state of the whole. */
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
  readonly localParticipant: LocalParticipant;
  private readonly options: RoomOptions;
  private readonly timers: Timers;
  private readonly media: LocalMedia;
  private readonly roster: Roster;
  private readonly slotTable: SlotTable;
  private readonly view: ViewRequests;
  private readonly reconnect: Reconnect;
  private readonly figures: RoomStats;
  private prepared: SignalingConnection | null = null;
  private session: Session | null = null;
  private target: { url: string | URL; options: ConnectOptions } | null = null;
  private stopWakeUps: (() => void) | null = null;

  constructor(options: RoomOptions, timers: Timers, random: () => number) {
    super();
    this.options = options;
    this.timers = timers;
    this.devices = new DeviceList(options.storage);
    this.media = new LocalMedia(this.devices, timers);
    const ask = (request: ClientRequest): Promise<unknown> => this.ask(request);
    const local = new LocalMember(this.media, this.devices, ask);
    this.localParticipant = local;
    this.roster = new Roster(local, this.media);
    this.figures = new RoomStats(timers);
    this.admin = new Admin(ask, () => this.roster.others.values());
    this.slotTable = new SlotTable((id) => this.roster.find(id));
    this.view = new ViewRequests(timers, automaticView(this.pictures), (slots) =>
      this.session?.signaling.notify({ type: 'view', slots }),
    );
    this.reconnect = new Reconnect(timers, random, {
      attempt: () => this.rejoin(),
      isFinal: (error) => error instanceof SluiceError && FINAL.includes(error.code),
      gaveUp: (error) =>
        this.finish(error instanceof SluiceError && FINAL.includes(error.code) ? 'refused' : 'unreachable'),
    });
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

  get stats(): StatsSnapshot | null {
    return this.figures.latest;
  }

  async prepare(url: string | URL, { room }: PrepareOptions): Promise<RoomInvitation> {
    this.assertIdle('prepare');
    this.prepared?.close();
    const signaling = this.openSignaling(url, room);
    this.prepared = signaling;
    signaling.on('closed', () => {
      if (this.prepared === signaling) {
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
    this.target = { url, options };
    if (options.view) {
      this.view.set(options.view);
    }
    this.setState('connecting');
    const prepared = this.prepared;
    this.prepared = null;
    try {
      await this.join(prepared ?? this.openSignaling(url, options.room));
    } catch (error) {
      this.tearDown();
      this.setState('idle');
      throw error;
    }
    this.stopWakeUps = onWakeUp(() => this.onWakeUp());
  }

  async disconnect(): Promise<void> {
    this.prepared?.close();
    this.prepared = null;
    this.target = null; // from here on the end of the connection is no loss
    const signaling = this.session?.signaling;
    if (signaling?.open && this.state !== 'connecting') {
      await signaling.request({ type: 'leave' }, LEAVE_TIMEOUT_MS).catch(() => undefined);
    }
    this.finish('left');
  }

  setView(view: readonly SlotRequest[]): void {
    this.view.set(view);
  }

  async growSlots(count: number): Promise<void> {
    await this.session?.grow(count, this.invitation?.limits.slots ?? count);
  }

  watchStatsClosely(): () => void {
    return this.figures.watchClosely();
  }

  private get pictures(): number {
    return this.options.slots ?? DEFAULT_SLOTS;
  }

  private openSignaling(url: string | URL, room: string): SignalingConnection {
    return new SignalingConnection(new WebSocket(signalingUrl(url, room)) as Socket, this.timers);
  }

  private invite({ server, limits, room }: Welcome): RoomInvitation {
    this.invitation = { server, limits, room };
    this.name = room.name;
    this.emit('invitationChanged', this.invitation);
    return this.invitation;
  }

  /** One way into the room: a fresh media connection over `signaling`. What was before is closed when all is ready. */
  private async join(signaling: SignalingConnection): Promise<void> {
    const welcome = await signaling.welcome;
    const { target } = this;
    if (!target) {
      signaling.close();
      throw new SluiceError('invalid_state', 'left while joining');
    }
    this.invite(welcome);
    this.closeSession();
    const session = new Session(
      signaling,
      welcome,
      {
        slots: this.pictures,
        audioSlots: this.options.audioSlots ?? DEFAULT_AUDIO_SLOTS,
        codec: this.options.codec,
        iceTransportPolicy: this.options.iceTransportPolicy,
      },
      this.media,
      () => this.localParticipant.rights,
      this.timers,
    );
    this.session = session;
    this.onMediaState('connecting');
    signaling.on('message', (message) => this.onMessage(message));
    signaling.on('serverError', (error) => this.emit('problem', error));
    signaling.on('roundTrip', (milliseconds) => (this.roundTripMs = milliseconds));
    signaling.on('closed', (cause) => this.onClosed(session, cause));
    session.media.on('stateChanged', (state) => this.onMediaState(state));
    session.media.on('slotsGrown', () => this.attachSlots(session));
    session.on('mediaHopeless', () => this.startReconnect());
    const { name, token } = target.options;
    // Joining again is done under the name one has by now.
    const request = { name: this.reconnect.active ? this.localParticipant.name : name, token, view: this.view.forJoin() };
    await session.join(request, (joined) => this.enter(session, joined));
    if (this.session !== session) {
      throw new SluiceError('connection_lost', 'ended while joining');
    }
  }

  private enter(session: Session, { participant, room, slots }: Joined): void {
    const handWasRaised = this.reconnect.active && this.localParticipant.handRaisedAt !== null;
    this.media.publisher = session;
    this.startedAt = room.startedAt;
    this.chat.splice(0, this.chat.length, ...room.chat);
    this.roster.replace(participant, room.participants);
    this.attachSlots(session);
    this.slotTable.assign(slots);
    this.emit('slotsChanged', this.slots);
    this.figures.start(session.media, () => this.slots);
    this.setState('connected');
    if (handWasRaised && this.localParticipant.handRaisedAt === null) {
      void this.localParticipant.setHandRaised(true).catch(() => undefined);
    }
  }

  private onMessage(message: ServerEvent): void {
    switch (message.type) {
      case 'welcome':
        return;
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
        this.chat.push(message.message);
        this.emit('chatMessage', message.message);
        return;
      case 'codec':
        void this.session?.media.setCodec(message.source, message.codec);
        return;
      case 'media':
        if (message.state === 'closed') {
          this.startReconnect(); // the server has let go of our media connection
        }
        return;
      case 'bye':
        return; // ends the connection, see onClosed
    }
  }

  private onClosed(session: Session, cause: CloseCause): void {
    if (this.session !== session || !this.target || this.state === 'connecting') {
      return; // we are leaving, or whoever waits for joining hears it from there
    }
    if (cause.kind === 'bye' && cause.reason !== 'shutdown') {
      this.finish(cause.reason);
      return;
    }
    this.startReconnect();
  }

  private startReconnect(): void {
    if (!this.target || this.state === 'connecting' || this.reconnect.active) {
      return;
    }
    this.media.publisher = null;
    this.setState(this.mediaState === 'connected' ? 'signal-lost' : 'media-lost');
    this.reconnect.start();
  }

  private async rejoin(): Promise<void> {
    if (!this.target) {
      return;
    }
    const signaling = this.openSignaling(this.target.url, this.target.options.room);
    try {
      await signaling.welcome;
      if (this.reconnect.active) {
        this.setState('rejoining');
      }
      await this.join(signaling);
    } catch (error) {
      signaling.close();
      throw error;
    }
  }

  private onMediaState(state: MediaState): void {
    this.mediaState = state;
    this.emit('mediaStateChanged', state);
    if (state === 'interrupted' && (this.state === 'connected' || this.state === 'signal-lost')) {
      this.setState('media-lost');
    } else if (state === 'connected' && this.state === 'media-lost') {
      this.setState(this.reconnect.active ? 'signal-lost' : 'connected');
    }
  }

  private onWakeUp(): void {
    if (this.reconnect.active) {
      this.reconnect.hurry();
    } else {
      this.session?.signaling.probe();
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
    this.target = null;
    this.stopWakeUps?.();
    this.stopWakeUps = null;
    this.reconnect.stop();
    this.view.stop();
    this.closeSession();
    this.slotTable.vacate();
    this.roster.clear();
    this.emit('slotsChanged', this.slots);
  }

  private closeSession(): void {
    this.media.publisher = null;
    this.figures.stop();
    const { session } = this;
    this.session = null; // first, so that its end is not taken for a loss
    session?.close();
    this.mediaState = 'closed';
  }

  private ask<R extends ClientRequest>(request: R): Promise<ReplyTo<R>> {
    return this.session
      ? this.session.signaling.request(request)
      : Promise.reject(new SluiceError('invalid_state', `${request.type}: not in a room`));
  }

  private assertIdle(action: string): void {
    if (this.state !== 'idle') {
      throw new SluiceError('invalid_state', `${action}: already ${this.state}`);
    }
  }

  private setState(state: RoomState): void {
    const previous = this.state;
    if (state !== previous) {
      this.state = state;
      this.emit('connectionStateChanged', state, previous);
    }
  }

  private forwardEvents(): void {
    const { roster, media, devices, figures } = this;
    roster.on('joined', (participant) => this.emit('participantJoined', participant));
    roster.on('updated', (participant) => this.emit('participantUpdated', participant));
    roster.on('left', (participant, reason) => this.emit('participantLeft', participant, reason));
    roster.on('speakers', () => this.emit('speakersChanged', roster.speakers));
    roster.on('mutedByHost', (source, held) => this.emit('mutedByHost', source, held));
    roster.on('unmuteAsked', (source) => this.emit('unmuteAsked', source));
    media.on('changed', (track) => this.emit('localTrackChanged', track));
    media.on('error', (error) => this.emit('deviceError', error));
    media.on('replaced', (replacement) => this.emit('deviceReplaced', replacement));
    media.on('talkingWhileMuted', (talking) => this.emit('talkingWhileMuted', talking));
    media.on('silent', (silent) => this.emit('microphoneSilent', silent));
    figures.on('updated', (stats) => this.emit('statsUpdated', stats));
    devices.on('changed', () => this.emit('devicesChanged', devices));
  }
}
