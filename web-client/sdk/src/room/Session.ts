import { SluiceError } from '../errors.ts';
import type { LocalMedia } from '../media/LocalMedia.ts';
import type { Publisher } from '../media/OwnTrack.ts';
import type { Rights, Source } from '../signaling/messages.ts';
import type { Exchange, MediaLink } from '../transport/MediaConnection.ts';
import { Serial } from '../util/Serial.ts';
import type { Timers } from '../util/Timers.ts';
import { IceRecovery } from './IceRecovery.ts';
import type { Line } from './Line.ts';
import { MediaHealth } from './MediaHealth.ts';

/** One media connection with what is sent through it: from its first offer until another takes its place. */
export class Session implements Publisher {
  readonly media: MediaLink;
  readonly health: MediaHealth;
  private readonly line: Line;
  private readonly own: LocalMedia;
  private readonly rights: () => Rights;
  private readonly recovery: IceRecovery;
  private readonly growths = new Serial();
  private restarting = false;
  private readonly exchange: Exchange = async (offer, tracks) =>
    (await this.line.request({ type: 'offer', offer, tracks })).answer;

  /** `onHopeless`: nothing but a new connection will help. */
  constructor(
    media: MediaLink,
    line: Line,
    own: LocalMedia,
    rights: () => Rights,
    timers: Timers,
    onHopeless: () => void,
  ) {
    this.media = media;
    this.line = line;
    this.own = own;
    this.rights = rights;
    this.health = new MediaHealth(timers);
    this.recovery = new IceRecovery(timers, () => this.restartIce(), onHopeless);
    media.on('candidatesFound', (ufrag, candidates) => line.notify({ type: 'candidates', ufrag, candidates }));
    media.on('stateChanged', (state) => this.health.onConnection(state));
    this.health.on('changed', (state) => this.recovery.onState(state));
  }

  /** The first offer, with whatever is captured now; `exchange` takes it into the room. */
  async enter(exchange: Exchange): Promise<void> {
    this.own.publisher = this; // from here on what is switched comes here, and its messages follow the offer
    const tracks = this.own.screen.tracks();
    for (const source of ['microphone', 'camera'] as const) {
      const { track } = this.own.state(source);
      if (track) {
        tracks.set(source, track);
      }
    }
    this.media.publish([...tracks.keys()]);
    for (const [source, track] of tracks) {
      await this.media.replaceTrack(source, track);
    }
    await this.media.negotiate(exchange);
  }

  grow(pictures: number, limit: number): Promise<void> {
    return this.growths.run(() => this.media.grow(pictures, limit, this.exchange));
  }

  assertAllowed(source: Source): void {
    if (!this.rights().publish.includes(source)) {
      throw new SluiceError('not_allowed', `this room does not let you send your ${source}`);
    }
  }

  replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    return this.media.replaceTrack(source, track);
  }

  async setMuted(source: Source, muted: boolean): Promise<void> {
    try {
      await this.line.request({ type: 'mute', source, muted });
    } catch (error) {
      // We have left; joining again will tell the server how things are.
      if (!(error instanceof SluiceError) || error.code !== 'connection_lost') {
        throw error;
      }
    }
  }

  share(tracks: ReadonlyMap<Source, MediaStreamTrack>): Promise<void> {
    return this.media.addShare(tracks, async (offer, announced) => {
      // The capture is on although the switch is still moving.
      const live = announced.map((track) => (tracks.has(track.source) ? { ...track, muted: false } : track));
      return this.exchange(offer, live);
    });
  }

  async unshare(sources: readonly Source[]): Promise<void> {
    await this.media.removeShare(sources);
    await this.line.request({ type: 'unpublish', sources });
  }

  /** The server has handed out relays anew. */
  useIceServers(servers: readonly RTCIceServer[]): void {
    this.media.useIceServers(servers);
  }

  /** There is a new reason to believe that a restart of ICE helps. */
  hurryRecovery(): void {
    this.recovery.hurry();
  }

  close(): void {
    if (this.own.publisher === this) {
      this.own.publisher = null;
    }
    this.recovery.stop();
    this.health.removeAll();
    this.media.close();
  }

  private restartIce(): void {
    if (this.restarting || !this.line.up) {
      return; // `hurryRecovery` follows when the line is there
    }
    this.restarting = true;
    // A failed attempt is followed by the next one.
    this.media
      .negotiate(this.exchange, { iceRestart: true })
      .catch(() => undefined)
      .finally(() => (this.restarting = false));
  }
}
