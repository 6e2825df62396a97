import { signal } from '@preact/signals';

/** How people are laid out on the stage. */
export const VIEW_MODES = ['auto', 'grid', 'speaker'] as const;

export type ViewMode = (typeof VIEW_MODES)[number];

export const viewMode = signal<ViewMode>('auto');
