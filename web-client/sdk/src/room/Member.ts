import type { Participant, Publication } from '../api.ts';
import type { ConnectionInfo, ParticipantInfo, Rights, Source } from '../signaling/messages.ts';

/** Somebody else in the room; one object from joining to leaving. */
export class Member implements Participant {
  readonly isLocal: boolean = false;
  private info: ParticipantInfo;

  constructor(info: ParticipantInfo) {
    this.info = info;
  }

  update(info: ParticipantInfo): void {
    this.info = info;
  }

  get id(): string {
    return this.info.id;
  }

  get name(): string {
    return this.info.name;
  }

  get identity(): string {
    return this.info.identity;
  }

  get joinedAt(): number {
    return this.info.joinedAt;
  }

  get handRaisedAt(): number | null {
    return this.info.hand;
  }

  get rights(): Rights {
    return this.info.rights;
  }

  get connection(): ConnectionInfo {
    return this.info.connection;
  }

  get publications(): readonly Publication[] {
    return this.info.publications;
  }

  publication(source: Source): Publication | undefined {
    return this.info.publications.find((publication) => publication.source === source);
  }
}
