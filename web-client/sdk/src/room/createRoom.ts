import type { Room, RoomOptions } from '../api.ts';
import { browserTimers } from '../util/Timers.ts';
import { MeetingRoom } from './MeetingRoom.ts';

/** Makes a room to join; nothing is asked of the browser's permissions or the server yet. */
export function createRoom(options: RoomOptions = {}): Room {
  return new MeetingRoom(options, browserTimers, Math.random);
}
