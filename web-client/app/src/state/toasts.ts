import { signal } from '@preact/signals';

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly actions: readonly ToastAction[];
}

/** Long enough to read and to reach the button; what can be undone stays as long as it can be undone. */
const SHOWN_MS = 5_000;

/** More would cover the stage. */
const MOST = 3;

export const toasts = signal<readonly Toast[]>([]);

/** Words for a screen reader alone, such as the result of a shortcut. */
export const announcement = signal('');

let nextId = 1;

interface ToastOptions {
  readonly actions?: readonly ToastAction[];
  /** Stays until it is answered. */
  readonly stays?: boolean;
}

export function toast(text: string, { actions = [], stays = false }: ToastOptions = {}): void {
  const id = nextId++;
  toasts.value = [...toasts.value.filter((other) => other.text !== text), { id, text, actions }].slice(-MOST);
  if (!stays) {
    setTimeout(() => dropToast(id), SHOWN_MS);
  }
}

export function dropToast(id: number): void {
  toasts.value = toasts.value.filter((other) => other.id !== id);
}

/** What is no longer true need not be closed by hand. */
export function dropToastOf(text: string): void {
  toasts.value = toasts.value.filter((toast) => toast.text !== text);
}

export function dropAllToasts(): void {
  toasts.value = [];
}

export function announce(text: string): void {
  // The same words twice are read once unless the text changes in between.
  announcement.value = announcement.value === text ? `${text} ` : text;
}
