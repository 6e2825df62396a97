/** What the screens show, in words of the screens. The rest of `state/` fills it from the SDK. */

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly isMe: boolean;
  /** `reconnecting`: the server cannot reach this person, who may be seen and heard all the same; `lost`: no longer. */
  readonly connection: 'connected' | 'reconnecting' | 'lost';
  /** Holds the rights of a host in this room. */
  readonly isHost: boolean;
  readonly mayGoLive: boolean;
  readonly mayRecord: boolean;
  /** When the hand was raised, in milliseconds, or `null`. */
  readonly hand: number | null;
  readonly microphone: 'on' | 'off' | 'held';
  readonly camera: boolean;
  readonly sharing: boolean;
  readonly mayPublish: ReadonlySet<string>;
  readonly mayChat: boolean;
}

export type VideoState = 'off' | 'pending' | 'live' | 'unsupportedCodec' | 'paused';
export type VideoSource = 'camera' | 'screen_share';

/** One place of the connection that carries somebody's sound and picture. */
export interface SlotView {
  readonly slot: number;
  /** `false`: carries sound only. */
  readonly hasVideo: boolean;
  /** Stays the same while the owner changes. */
  readonly stream: MediaStream;
  readonly participant: string | null;
  readonly source: VideoSource | null;
  readonly videoState: VideoState;
}

export interface ChatLine {
  readonly id: string;
  readonly from: string;
  readonly name: string;
  readonly isMine: boolean;
  readonly text: string;
  readonly at: number;
}

/** Why the stay in the room is over. */
export type EndReason = 'left' | 'removed' | 'ended' | 'replaced' | 'shutdown' | 'expired' | 'lost';

/** Where the page stands with a room. */
export type Phase =
  | { readonly is: 'prejoin' }
  /** The page was reloaded in the meeting and goes straight back. */
  | { readonly is: 'returning' }
  | { readonly is: 'joining' }
  | { readonly is: 'room' }
  | { readonly is: 'ended'; readonly reason: EndReason };

/** Sound and picture against the signaling connection, see the reconnect rules. */
export type ConnectionHealth = 'connected' | 'signalLost' | 'mediaLost';

export type NetworkQuality = 'good' | 'fair' | 'poor' | 'lost';
