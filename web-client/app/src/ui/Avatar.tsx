import type { JSX } from 'preact';
import { colourOf, initialsOf } from '../names.ts';

/** A person without a picture. The name stands beside it, so it says nothing to a screen reader. */
export function Avatar({ name }: { readonly name: string }): JSX.Element {
  const initials = initialsOf(name);
  return (
    <span class={`avatar hue-${colourOf(name)} ${initials.length > 1 ? 'two-wide' : ''}`} aria-hidden="true">
      {initials}
    </span>
  );
}
