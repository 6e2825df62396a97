import { SluiceError } from '../errors.ts';
import type { LocalMedia } from '../media/LocalMedia.ts';
import type { Publisher } from '../media/OwnTrack.ts';
import type { Joined, Rights, SlotRequest, Source, Welcome } from '../signaling/messages.ts';
import type { SignalingConnection } from '../signaling/SignalingConnection.ts';
import { MediaConnection, type Exchange, type MediaConnectionOptions } from '../transport/MediaConnection.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';
import { IceRecovery } from './IceRecovery.ts';

export interface JoinRequest {
  readonly name: string;
  readonly token: string | undefined;
  readonly view: readonly SlotRequest[];
}

/** The connection for messages and the one for media that belong together, from joining to leaving. */
export class Session extends Emitter<{ mediaHopeless: [] }> implements Publisher {
  readonly signaling: SignalingConnection;
  readonly media: MediaConnection;
  private readonly own: LocalMedia;
  private readonly rights: () => Rights;
  private readonly recovery: IceRecovery;
  private readonly exchange: Exchange = async (offer, tracks) =>
    (await this.signaling.request({ type: 'offer', offer, tracks })).answer;

  constructor(
    signaling: SignalingConnection,
    welcome: Welcome,
    options: Omit<MediaConnectionOptions, 'iceServers'>,
    own: LocalMedia,
    rights: () => Rights,
    timers: Timers,
  ) {
    super();
    this.signaling = signaling;
    this.own = own;
    this.rights = rights;
    this.media = new MediaConnection(
      { ...options, iceServers: welcome.iceServers },
      (source) => !own.state(source).enabled,
    );
    this.recovery = new IceRecovery(
      timers,
      () => this.restartIce(),
      () => this.emit('mediaHopeless'),
    );
    this.media.on('stateChanged', (state) => this.recovery.onState(state));
  }

  /** Joins with whatever is captured now. `onJoined` runs before any later message of the server is seen. */
  async join(request: JoinRequest, onJoined: (joined: Joined) => void): Promise<void> {
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
    await this.media.negotiate(async (offer, announced) => {
      const joined = await this.signaling.request({
        type: 'join',
        name: request.name,
        ...(request.token === undefined ? {} : { token: request.token }),
        offer,
        tracks: announced,
        view: { slots: request.view },
      });
      onJoined(joined);
      return joined.answer;
    });
  }

  grow(pictures: number, limit: number): Promise<void> {
    return this.media.grow(pictures, limit, this.exchange);
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
      await this.signaling.request({ type: 'mute', source, muted });
    } catch (error) {
      // Joining again will tell the server how things are.
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
    await this.signaling.request({ type: 'unpublish', sources });
  }

  close(): void {
    this.recovery.stop();
    this.signaling.close();
    this.media.close();
    this.removeAll();
  }

  private restartIce(): void {
    if (this.signaling.open) {
      // A failed attempt is followed by the next one.
      this.media.negotiate(this.exchange, { iceRestart: true }).catch(() => undefined);
    }
  }
}
