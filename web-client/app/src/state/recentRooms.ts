import { signal } from '@preact/signals';
import { checkRoomName } from '../roomName.ts';
import { remember, remembered } from './storage.ts';

const MOST = 6;

/** Rooms joined from this device, the latest first. */
export const recentRooms = signal<readonly string[]>(read());

export function noteRoom(room: string): void {
  write([room, ...recentRooms.value.filter((other) => other !== room)].slice(0, MOST));
}

export function forgetRoom(room: string): void {
  write(recentRooms.value.filter((other) => other !== room));
}

function write(rooms: readonly string[]): void {
  recentRooms.value = rooms;
  remember('recentRooms', rooms.length === 0 ? null : JSON.stringify(rooms));
}

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(remembered('recentRooms') ?? '[]');
    const names = Array.isArray(stored) ? stored.filter((name) => typeof name === 'string') : [];
    return names.filter((name) => checkRoomName(name).ok).slice(0, MOST);
  } catch {
    return [];
  }
}
