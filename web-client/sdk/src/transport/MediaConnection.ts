import { SluiceError } from '../errors.ts';
import type {
  CodecName,
  Kind,
  MediaState,
  Source,
  TrackAnnouncement,
  VideoCodecName,
  WantedEncoding,
} from '../signaling/messages.ts';
import { Emitter } from '../util/Emitter.ts';
import { Serial } from '../util/Serial.ts';
import { audioCodecs, codecName, receivedAudioCodecs, videoCodecs } from './codecs.ts';
import { isLite, midsOf, withOpusNack } from './offer.ts';
import { powerOf, sendEncodings, senderSettings } from './senderSettings.ts';
import { growthStep, pairSections, type ReceiveSection, type SlotSections } from './slotSections.ts';

export interface MediaConnectionOptions {
  readonly iceServers: readonly RTCIceServer[];
  readonly slots: number;
  readonly audioSlots: number;
  readonly codec: VideoCodecName | undefined;
  readonly iceTransportPolicy: RTCIceTransportPolicy | undefined;
}

export interface MediaConnectionEvents {
  stateChanged: [state: MediaState];
  /** There are more slots. */
  slotsGrown: [];
  /** We can be reached there too; only a server that looks for us wants to know. */
  candidatesFound: [ufrag: string, candidates: readonly string[]];
}

/** What the rest of the SDK uses of a `MediaConnection`. */
export type MediaLink = Pick<
  MediaConnection,
  | 'state'
  | 'slots'
  | 'sourceOf'
  | 'negotiate'
  | 'grow'
  | 'replaceTrack'
  | 'addShare'
  | 'publish'
  | 'removeShare'
  | 'setCodec'
  | 'useIceServers'
  | 'setEncodings'
  | 'stats'
  | 'close'
  | 'on'
>;

/** Takes our offer to the server and brings its answer. */
export type Exchange = (offer: string, tracks: readonly TrackAnnouncement[]) => Promise<string>;

const KIND: { readonly [source in Source]: Kind } = {
  microphone: 'audio',
  camera: 'video',
  screen_share: 'video',
  screen_share_audio: 'audio',
};

const DEPENDENCY_DESCRIPTOR =
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';

/** Of a transceiver, what newer browsers have and the type library does not know yet. */
interface ExtensionControl {
  getHeaderExtensionsToNegotiate?(): { uri: string; direction: RTCRtpTransceiverDirection }[];
  setHeaderExtensionsToNegotiate?(extensions: { uri: string; direction: RTCRtpTransceiverDirection }[]): void;
}

/**
 * The one RTCPeerConnection. The browser always offers; offers go one after the other. Sections for sending are made
 * once per source and stay; sections for receiving are the slots.
 */
export class MediaConnection extends Emitter<MediaConnectionEvents> {
  private readonly configuration: RTCConfiguration;
  private readonly peer: RTCPeerConnection;
  private readonly negotiations = new Serial();
  /** Parameters are read, changed and written back: two at a time would undo each other. */
  private readonly adjustments = new Serial();
  private readonly preferred: VideoCodecName | undefined;
  private readonly senders = new Map<Source, RTCRtpTransceiver>();
  /** Sources with a track the room should know of; the others' sections exist but are not announced. */
  private readonly published = new Set<Source>(['microphone', 'camera']);
  private readonly receivers: RTCRtpTransceiver[] = [];
  private readonly isMuted: (source: Source) => boolean;
  private slotSections: readonly SlotSections[] = [];
  private lastState: MediaState = 'connecting';
  private serverLooksForUs = false;
  /** Not told yet. */
  private candidates: RTCIceCandidate[] = [];

  constructor(options: MediaConnectionOptions, isMuted: (source: Source) => boolean) {
    super();
    this.isMuted = isMuted;
    this.preferred = options.codec;
    this.configuration = {
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      iceServers: options.iceServers.map(mutableServer),
      iceTransportPolicy: options.iceTransportPolicy ?? 'all',
    };
    this.peer = new RTCPeerConnection(this.configuration);
    this.peer.onconnectionstatechange = () => this.onStateChange();
    this.peer.onicecandidate = ({ candidate }) => this.onCandidate(candidate);
    this.addSender('microphone');
    this.addSender('camera');
    for (let i = 0; i < options.slots; i++) {
      this.addReceiver('audio');
      this.addReceiver('video');
    }
    for (let i = 0; i < options.audioSlots; i++) {
      this.addReceiver('audio');
    }
  }

  get state(): MediaState {
    return this.lastState;
  }

  /** The slots by index, known once there is an offer. */
  get slots(): readonly SlotSections[] {
    return this.slotSections;
  }

  /** Where to find relays from the next ICE restart on: credentials run out. */
  useIceServers(servers: readonly RTCIceServer[]): void {
    try {
      this.peer.setConfiguration({ ...this.configuration, iceServers: servers.map(mutableServer) });
    } catch {
      // An old browser keeps those it began with; the next connection takes the new ones.
    }
  }

  /** Which source is being sent in the section `mid`. */
  sourceOf(mid: string): Source | undefined {
    return [...this.senders].find(([, { mid: known, sender }]) => known === mid && sender.track)?.[0];
  }

  /** One offer and its answer; waits for those before it. A refused offer is taken back. */
  negotiate(exchange: Exchange, change: { iceRestart?: boolean; before?: () => void } = {}): Promise<void> {
    return this.negotiations.run(async () => {
      change.before?.();
      await this.peer.setLocalDescription(await this.peer.createOffer({ iceRestart: change.iceRestart ?? false }));
      this.pairSlots();
      try {
        const sdp = this.peer.localDescription?.sdp ?? '';
        const answer = await exchange(withOpusNack(sdp), this.announcements());
        await this.accept(answer);
      } catch (error) {
        if (this.peer.signalingState === 'have-local-offer') {
          await this.peer.setLocalDescription({ type: 'rollback' }).catch(() => undefined);
          this.pairSlots();
        }
        throw error;
      }
    });
  }

  /** Adds slots with pictures until there are `want` of them, a few at a time. */
  async grow(want: number, limit: number, exchange: Exchange): Promise<void> {
    for (;;) {
      const have = this.receivers.filter(({ receiver }) => receiver.track.kind === 'video').length;
      const step = growthStep(have, want, limit);
      if (step === 0) {
        return;
      }
      await this.negotiate(exchange, {
        before: () => {
          for (let i = 0; i < step; i++) {
            this.addReceiver('audio');
            this.addReceiver('video');
          }
        },
      });
      this.emit('slotsGrown');
    }
  }

  /** Puts a track where `source` is sent from, or takes it away; needs no new offer. */
  async replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.senders.get(source)?.sender;
    if (!sender || this.peer.signalingState === 'closed') {
      return;
    }
    await sender.replaceTrack(track);
    if (track) {
      await this.applySettings(source, track);
    }
  }

  /** Sends the screen, and its sound where there is one, in sections of their own (made at the first share). */
  async addShare(tracks: ReadonlyMap<Source, MediaStreamTrack>, exchange: Exchange): Promise<void> {
    await this.negotiate(exchange, { before: () => this.publish([...tracks.keys()]) });
    for (const [source, track] of tracks) {
      await this.setEncodings(source, null);
      await this.replaceTrack(source, track);
    }
  }

  /** Sources that the first offer should announce besides microphone and camera. */
  publish(sources: readonly Source[]): void {
    for (const source of sources) {
      this.published.add(source);
      if (!this.senders.has(source)) {
        this.addSender(source);
      }
    }
  }

  async removeShare(sources: readonly Source[]): Promise<void> {
    for (const source of sources) {
      this.published.delete(source);
      await this.replaceTrack(source, null);
    }
  }

  /** Changes the codec of a source without a new offer, where the browser can; it takes effect at the next frame. */
  setCodec(source: Source, name: CodecName): Promise<boolean> {
    return this.adjust(source, (parameters) => {
      const codec = parameters.codecs.find((known) => codecName(known) === name);
      if (!codec) {
        return false;
      }
      for (const encoding of parameters.encodings as (RTCRtpEncodingParameters & { codec?: RTCRtpCodec })[]) {
        encoding.codec = codec;
      }
      return true;
    });
  }

  /** Sends the encodings that somebody needs, and no others; `null`: all of them, as a new publication does. */
  setEncodings(source: Source, wanted: readonly WantedEncoding[] | null): Promise<boolean> {
    return this.adjust(source, ({ encodings }) => {
      for (const encoding of encodings) {
        const named = wanted?.find(({ rid }) => rid === (encoding.rid ?? ''));
        encoding.active = wanted === null || (named?.active ?? encoding.active ?? true);
      }
      return true;
    });
  }

  stats(): Promise<RTCStatsReport> {
    return this.peer.getStats();
  }

  close(): void {
    this.removeAll();
    this.peer.onconnectionstatechange = null;
    this.peer.onicecandidate = null;
    this.peer.close();
  }

  private async accept(answer: string): Promise<void> {
    try {
      await this.peer.setRemoteDescription({ type: 'answer', sdp: answer });
    } catch (error) {
      throw new SluiceError('media_failed', `the answer was not accepted: ${String(error)}`, { cause: error });
    }
    this.serverLooksForUs = !isLite(answer);
    this.tellCandidates();
  }

  private onCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate?.candidate) {
      this.candidates.push(candidate);
      this.tellCandidates();
    }
  }

  /** Not before the server has the offer that they belong to. */
  private tellCandidates(): void {
    if (this.peer.signalingState !== 'stable') {
      return;
    }
    const ufrag = this.candidates.at(-1)?.usernameFragment ?? '';
    // Those of before a restart are of no use any more.
    const found = this.candidates.filter(({ usernameFragment }) => usernameFragment === ufrag);
    this.candidates = [];
    if (this.serverLooksForUs && found.length > 0) {
      this.emit('candidatesFound', ufrag, found.map(({ candidate }) => candidate));
    }
  }

  private announcements(): TrackAnnouncement[] {
    return [...this.senders].flatMap(([source, { mid }]) =>
      mid !== null && this.published.has(source) ? [{ mid, source, muted: this.isMuted(source) }] : [],
    );
  }

  private addSender(source: Source): void {
    const kind = KIND[source];
    const encodings = sendEncodings(source, powerOf(navigator));
    const transceiver = this.peer.addTransceiver(kind, {
      direction: 'sendonly',
      streams: [new MediaStream()],
      ...(encodings.length > 0 && { sendEncodings: encodings }),
    });
    const { codecs } = RTCRtpSender.getCapabilities(kind) ?? { codecs: [] };
    transceiver.setCodecPreferences(kind === 'video' ? videoCodecs(codecs, this.preferred) : audioCodecs(codecs));
    if (kind === 'video') {
      askForDependencyDescriptor(transceiver);
    }
    this.senders.set(source, transceiver);
  }

  private addReceiver(kind: Kind): void {
    const transceiver = this.peer.addTransceiver(kind, { direction: 'recvonly' });
    const { codecs } = RTCRtpReceiver.getCapabilities(kind) ?? { codecs: [] };
    transceiver.setCodecPreferences(kind === 'video' ? videoCodecs(codecs) : receivedAudioCodecs(codecs));
    this.receivers.push(transceiver);
  }

  private pairSlots(): void {
    const sections = this.receivers.flatMap(({ mid, receiver }): ReceiveSection[] =>
      mid === null ? [] : [{ mid, kind: receiver.track.kind as Kind, track: receiver.track }],
    );
    this.slotSections = pairSections(sections, midsOf(this.peer.localDescription?.sdp ?? ''));
  }

  /** Settings are wishes: a browser that knows less of them sends all the same. */
  private async applySettings(source: Source, track: MediaStreamTrack): Promise<void> {
    const { degradationPreference, priority, maxBitrate, maxFramerate } = senderSettings(source, track);
    await this.adjust(source, (parameters) => {
      for (const encoding of parameters.encodings) {
        const limit = maxBitrate[encoding.rid ?? ''] ?? Object.values(maxBitrate).at(-1);
        if (limit !== undefined) {
          encoding.maxBitrate = limit;
        }
        encoding.priority = priority;
        if (maxFramerate !== undefined) {
          encoding.maxFramerate = maxFramerate;
        }
      }
      if (degradationPreference !== undefined) {
        parameters.degradationPreference = degradationPreference;
      }
      return true;
    });
  }

  /** Changes how a source is sent; `change` says whether there is something to change. */
  private adjust(source: Source, change: (parameters: RTCRtpSendParameters) => boolean): Promise<boolean> {
    return this.adjustments.run(async () => {
      const sender = this.senders.get(source)?.sender;
      const parameters = sender?.getParameters();
      if (!sender || !parameters || parameters.encodings.length === 0 || !change(parameters)) {
        return false;
      }
      return sender.setParameters(parameters).then(
        () => true,
        () => false,
      );
    });
  }

  private onStateChange(): void {
    const state = mediaStateOf(this.peer.connectionState);
    if (state !== this.lastState) {
      this.lastState = state;
      this.emit('stateChanged', state);
    }
  }
}

function mediaStateOf(state: RTCPeerConnectionState): MediaState {
  switch (state) {
    case 'new':
    case 'connecting':
      return 'connecting';
    case 'connected':
      return 'connected';
    case 'disconnected':
    case 'failed':
      return 'interrupted';
    case 'closed':
      return 'closed';
  }
}

function mutableServer({ urls, ...rest }: RTCIceServer): RTCIceServer {
  return { ...rest, urls: typeof urls === 'string' ? urls : [...urls] };
}

/** With it the server finds out about layers without looking into the picture; not every browser can. */
function askForDependencyDescriptor(transceiver: RTCRtpTransceiver & ExtensionControl): void {
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  const descriptor = extensions?.find(({ uri }) => uri === DEPENDENCY_DESCRIPTOR);
  if (extensions && descriptor && transceiver.setHeaderExtensionsToNegotiate) {
    descriptor.direction = 'sendrecv';
    transceiver.setHeaderExtensionsToNegotiate(extensions);
  }
}
