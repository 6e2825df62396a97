import type { StatsSnapshot } from '../../../../sdk/src/index.ts';
import type { Person } from '../../state/model.ts';

/**
 * Whose picture can go out as it comes: the one whose camera is on, when it is H.264. Where there are several, who speaks
 * would decide; that is no choice to offer.
 */
export function untouchedPerson(people: readonly Person[], stats: StatsSnapshot | null): Person | null {
  const [one, another] = people.filter(({ camera }) => camera);
  if (!one || another) {
    return null;
  }
  const track = one.isMe
    ? stats?.sent.camera
    : stats?.slots.find(({ participantId, video }) => participantId === one.id && video !== null)?.video;
  return track?.codec === 'h264' ? one : null;
}
