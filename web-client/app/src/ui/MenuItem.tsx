import type { JSX } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

interface MenuItemProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  /** A small remark at the end, such as a shortcut or a count. */
  readonly end?: string;
  /** For a choice: whether it is the one in force. */
  readonly checked?: boolean;
}

export function MenuItem({ icon, label, onSelect, danger = false, end, checked }: MenuItemProps): JSX.Element {
  return (
    <button
      type="button"
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      class={danger ? 'menu-item danger' : 'menu-item'}
      onClick={onSelect}
    >
      <Icon name={icon} />
      <span>{label}</span>
      {checked && (
        <span class="end">
          <Icon name="check" size={16} />
        </span>
      )}
      {end !== undefined && (
        <span class="end" aria-hidden="true">
          {end}
        </span>
      )}
    </button>
  );
}
