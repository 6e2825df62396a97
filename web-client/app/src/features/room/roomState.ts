import { computed, signal } from '@preact/signals';
import { lastSpokeAt, people } from '../../state/meeting.ts';
import { viewMode } from '../../state/viewMode.ts';

/** What a room screen remembers while it is open. */

export type Panel = 'chat' | 'people' | 'stats' | 'live' | null;
export type OpenDialog = 'leave' | 'devices' | 'shortcuts' | 'rename' | { readonly remove: string } | null;

export const panel = signal<Panel>(null);
export const dialog = signal<OpenDialog>(null);

/** Somebody else who spoke last: large in the speaker view. */
export const stageFocus = computed<string | null>(() => {
  const others = people.value.filter((person) => !person.isMe);
  let latest: string | null = null;
  let latestAt = 0;
  for (const { id } of others) {
    const at = lastSpokeAt.value.get(id) ?? 0;
    if (at > latestAt) {
      latest = id;
      latestAt = at;
    }
  }
  return latest;
});

export function togglePanel(which: Exclude<Panel, null>): void {
  panel.value = panel.value === which ? null : which;
}

/** Back to the state of a room just entered. */
export function resetRoomState(): void {
  viewMode.value = 'auto';
  panel.value = null;
  dialog.value = null;
}
