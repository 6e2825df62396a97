import { signal } from '@preact/signals';
import { checkRoomName, randomRoomName } from './roomName.ts';

/** Which page the address asks for. */
export type Route =
  { readonly page: 'start' } | { readonly page: 'room'; readonly room: string } | { readonly page: 'notFound' };

/** Reads a path; `/r/` alone asks for a new room. */
export function routeOf(pathname: string, newName: () => string = randomRoomName): Route {
  if (pathname === '/' || pathname === '/index.html') {
    return { page: 'start' };
  }
  const match = /^\/r(?:\/([^/]*))?\/?$/.exec(pathname);
  if (!match) {
    return { page: 'notFound' };
  }
  if (!match[1]) {
    return { page: 'room', room: newName() };
  }
  const checked = checkRoomName(decodeSafely(match[1]));
  return checked.ok ? { page: 'room', room: checked.name } : { page: 'notFound' };
}

export function pathOf(room: string): string {
  return `/r/${encodeURIComponent(room)}`;
}

/** The absolute link people share. */
export function linkOf(room: string): string {
  return `${location.origin}/r/${encodeURI(room)}`;
}

export const route = signal<Route>({ page: 'start' });

/** Follows the address bar from now on, and writes the one spelling of a room's name back into it. */
export function startRouter(): void {
  const read = () => {
    route.value = routeOf(location.pathname);
    if (route.value.page === 'room' && decodeSafely(location.pathname) !== `/r/${route.value.room}`) {
      history.replaceState(null, '', pathOf(route.value.room) + location.search + location.hash);
    }
  };
  addEventListener('popstate', read);
  read();
}

export function openRoom(room: string): void {
  history.pushState(null, '', pathOf(room) + keptQuery());
  route.value = { page: 'room', room };
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
