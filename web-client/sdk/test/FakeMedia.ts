import type { MediaState, TrackAnnouncement } from '../src/signaling/messages.ts';
import type { Exchange, MediaConnectionEvents, MediaLink } from '../src/transport/MediaConnection.ts';
import { Emitter } from '../src/util/Emitter.ts';
import { Serial } from '../src/util/Serial.ts';

const TRACKS: readonly TrackAnnouncement[] = [{ mid: '0', source: 'microphone', muted: true }];

/** A media connection without media: a test says in which state it is. */
export class FakeMedia extends Emitter<MediaConnectionEvents> {
  readonly offers: string[] = [];
  readonly answers: string[] = [];
  readonly slots = [];
  closed = false;
  /** Users of the relays it was told of since it began. */
  readonly relayUsers: (string | undefined)[] = [];
  private readonly name: string;
  private readonly negotiations = new Serial();

  constructor(name: string) {
    super();
    this.name = name;
  }

  get link(): MediaLink {
    return this as unknown as MediaLink;
  }

  become(state: MediaState): void {
    this.emit('stateChanged', state);
  }

  negotiate(exchange: Exchange, { iceRestart = false } = {}): Promise<void> {
    return this.negotiations.run(async () => {
      const offer = `${this.name} ${iceRestart ? 'restart' : 'offer'} ${this.offers.length + 1}`;
      this.offers.push(offer);
      this.answers.push(await exchange(offer, TRACKS));
    });
  }

  useIceServers(servers: readonly RTCIceServer[]): void {
    this.relayUsers.push(...servers.map(({ username }) => username));
  }

  publish(): void {}

  async replaceTrack(): Promise<void> {}

  close(): void {
    this.closed = true;
    this.removeAll();
  }
}
