import { signal } from '@preact/signals';
import { checkRoomName, randomRoomName } from './roomName.ts';

/** Which page the address asks for. */
export type Route =
  | { readonly page: 'start' }
  /** `live`: with the live console open. */
  | { readonly page: 'room'; readonly room: string; readonly live: boolean }
  /** The room's program, for people who are not in the room. */
  | { readonly page: 'watch'; readonly room: string }
  | { readonly page: 'notFound' };

/** Reads a path; `/r/` alone asks for a new room, `/r/name/watch` and `/r/name/live` for the pages beside one. */
export function routeOf(pathname: string, newName: () => string = randomRoomName): Route {
  if (pathname === '/' || pathname === '/index.html') {
    return { page: 'start' };
  }
  const match = /^\/r(?:\/([^/]*)(?:\/(live|watch))?)?\/?$/.exec(pathname);
  if (!match) {
    return { page: 'notFound' };
  }
  if (!match[1]) {
    return match[2] === undefined ? { page: 'room', room: newName(), live: false } : { page: 'notFound' };
  }
  const checked = checkRoomName(decodeSafely(match[1]));
  if (!checked.ok) {
    return { page: 'notFound' };
  }
  const room = checked.name;
  return match[2] === 'watch' ? { page: 'watch', room } : { page: 'room', room, live: match[2] === 'live' };
}

export function pathOf(room: string): string {
  return `/r/${encodeURIComponent(room)}`;
}

/** What stands behind the room's name. */
function endingOf(route: Extract<Route, { room: string }>): string {
  return route.page === 'watch' ? '/watch' : route.live ? '/live' : '';
}

/** The absolute link that lets people watch the program; the leave to do so stands in the fragment. */
export function watchLinkOf(room: string, capability: string): string {
  return `${location.origin}/r/${encodeURI(room)}/watch#t=${encodeURIComponent(capability)}`;
}

/** The absolute link people share. */
export function linkOf(room: string): string {
  return `${location.origin}/r/${encodeURI(room)}`;
}

export const route = signal<Route>({ page: 'start' });

/** Follows the address bar from now on, and writes the one spelling of a room's name back into it. */
export function startRouter(): void {
  const read = () => {
    const asked = routeOf(location.pathname);
    if ('room' in asked) {
      const ending = endingOf(asked);
      if (decodeSafely(location.pathname) !== `/r/${asked.room}${ending}`) {
        history.replaceState(null, '', pathOf(asked.room) + ending + location.search + location.hash);
      }
    }
    route.value = asked;
  };
  addEventListener('popstate', read);
  read();
}

export function openRoom(room: string): void {
  history.pushState(null, '', pathOf(room) + keptQuery());
  route.value = { page: 'room', room, live: false };
}

export function openStart(): void {
  history.pushState(null, '', `/${keptQuery()}`);
  route.value = { page: 'start' };
}

/** A preset that holds beyond one page: the debug switch. */
function keptQuery(): string {
  return new URLSearchParams(location.search).has('debug') ? '?debug=1' : '';
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
