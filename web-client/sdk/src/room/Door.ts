import type { ConnectOptions } from '../api.ts';
import { SluiceError } from '../errors.ts';
import type { Joined, Resumed, RoomSnapshot, SlotInfo, SlotRequest, TrackAnnouncement } from '../signaling/messages.ts';
import type { SignalingConnection } from '../signaling/SignalingConnection.ts';
import type { Line } from './Line.ts';
import type { Seat } from './Seat.ts';
import type { Session } from './Session.ts';

/** The room as we found it. */
export interface Entry {
  readonly participant: string;
  readonly room: RoomSnapshot;
  readonly slots: readonly SlotInfo[];
  /** `false`: we have the seat that we had. */
  readonly isNew: boolean;
  /** What we said of our tracks, when there is a new media connection. */
  readonly announced: readonly TrackAnnouncement[];
}

/** What changes while we are in the room and is told when we come in again. */
export interface Wishes {
  name(): string;
  /** What we want to see; from then on the server knows it. */
  view(): readonly SlotRequest[];
}

/** The ways into the room on a fresh socket: back to our seat, with or without a new media connection, or as somebody new. */
export class Door {
  private readonly line: Line;
  private readonly seat: Seat;
  private readonly wishes: Wishes;
  private readonly token: string | undefined;
  private mayReplace: boolean;
  private mayJoin: boolean;

  constructor(line: Line, seat: Seat, wishes: Wishes, { token, replace, onlyResume }: ConnectOptions) {
    this.line = line;
    this.seat = seat;
    this.wishes = wishes;
    this.token = token;
    this.mayReplace = replace ?? false;
    this.mayJoin = !onlyResume;
  }

  /** Takes our seat again; media goes on as it was. `null`: there is no seat any more. */
  async resume(signaling: SignalingConnection): Promise<Resumed | null> {
    const resumed = await this.askForSeat(signaling);
    if (resumed) {
      this.line.resumed(signaling, resumed, true);
    }
    return resumed;
  }

  /** Enters with a new media connection, on our seat where there is one. `onEntry` runs before any later message. */
  enter(signaling: SignalingConnection, session: Session, onEntry: (entry: Entry) => void): Promise<void> {
    return session.enter(async (offer, tracks) => {
      const media = { offer, tracks };
      const resumed = await this.askForSeat(signaling, media);
      if (resumed) {
        const { answer, room, slots, participant } = resumed;
        if (answer === undefined || !room || !slots) {
          throw new SluiceError('malformed', 'an offer was resumed without an answer');
        }
        this.line.resumed(signaling, resumed, false);
        this.mayJoin = true; // who loses the seat later comes in as somebody new, as everybody does
        onEntry({ participant, room, slots, isNew: false, announced: tracks });
        return answer;
      }
      if (!this.mayJoin) {
        throw new SluiceError('resume_failed', 'there is no seat to come back to');
      }
      const joined = await this.join(signaling, media);
      this.line.joined(signaling, joined);
      onEntry({ ...joined, isNew: true, announced: tracks });
      return joined.answer;
    });
  }

  private async askForSeat(
    signaling: SignalingConnection,
    media?: { offer: string; tracks: readonly TrackAnnouncement[] },
  ): Promise<Resumed | null> {
    const { secret } = this.seat;
    if (secret === null) {
      return null;
    }
    try {
      const view = { slots: this.wishes.view() };
      const resumed = await signaling.request({
        type: 'resume',
        secret,
        lastEvent: this.line.lastEvent,
        ...media,
        view,
      });
      this.seat.keep(resumed.resume);
      return resumed;
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'resume_failed') {
        throw error;
      }
      this.seat.forget();
      return null;
    }
  }

  private async join(
    signaling: SignalingConnection,
    media: { offer: string; tracks: readonly TrackAnnouncement[] },
  ): Promise<Joined> {
    const joined = await signaling.request({
      type: 'join',
      name: this.wishes.name(),
      ...(this.token === undefined ? {} : { token: this.token }),
      ...media,
      view: { slots: this.wishes.view() },
      ...(this.mayReplace ? { replace: true } : {}),
    });
    this.mayReplace = false; // said once: who is sent away later does not come back by force
    this.seat.keep(joined.resume);
    return joined;
  }
}
