import type { Room, RoomOptions } from '../api.ts';
import { SluiceError } from '../errors.ts';

/** Makes a room to join; nothing is asked of the browser or the server yet. */
export function createRoom(_options: RoomOptions = {}): Room {
  throw new SluiceError('unsupported_browser', 'not available yet');
}
