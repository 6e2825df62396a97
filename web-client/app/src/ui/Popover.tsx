import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface PopoverProps {
  /** What the button shows. */
  readonly button: ComponentChildren;
  readonly label: string;
  readonly className: string;
  /** Whether the content is a list of commands, which then has arrow keys, or a small form. */
  readonly kind: 'menu' | 'dialog';
  readonly disabled?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

const EDGE = 8;

/** A button with a surface that floats beside it, in the top layer, closed by Escape or a tap elsewhere. */
export function Popover({ button, label, className, kind, disabled, children }: PopoverProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const panel = surface.current;
    if (!open || !panel) {
      return;
    }
    panel.showPopover();
    const place = () => opener.current && placeBeside(panel, opener.current);
    place();
    const watch = new ResizeObserver(place);
    watch.observe(panel);
    addEventListener('resize', place);
    (panel.querySelector<HTMLElement>('[data-autofocus]') ?? focusable(panel)[0])?.focus();
    return () => {
      watch.disconnect();
      removeEventListener('resize', place);
    };
  }, [open]);

  const close = () => {
    if (surface.current?.contains(document.activeElement)) {
      opener.current?.focus();
    }
    setOpen(false);
  };

  useEffect(() => {
    const panel = surface.current;
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') {
        setOpen(false);
      }
    };
    panel?.addEventListener('toggle', onToggle);
    return () => panel?.removeEventListener('toggle', onToggle);
  }, [open]);

  return (
    <>
      <button
        ref={opener}
        type="button"
        class={className}
        aria-label={label}
        title={label}
        aria-haspopup={kind}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        disabled={disabled}
        onPointerDown={(event) => {
          // The light dismissal of the browser would close it first and the click open it again.
          if (open) {
            event.preventDefault();
          }
        }}
        onClick={() => (open ? close() : setOpen(true))}
      >
        {button}
      </button>
      {open && (
        <div
          ref={surface}
          id={id}
          class="menu"
          popover="auto"
          role={kind}
          aria-label={label}
          onKeyDown={(event) => onKey(event, surface.current, kind, close)}
        >
          {children(close)}
        </div>
      )}
    </>
  );
}

function placeBeside(panel: HTMLElement, opener: HTMLElement): void {
  const from = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.max(EDGE, Math.min(from.left + from.width / 2 - width / 2, innerWidth - width - EDGE));
  const above = from.top - height - EDGE;
  const top = above >= EDGE ? above : Math.min(from.bottom + EDGE, innerHeight - height - EDGE);
  panel.style.left = `${left}px`;
  panel.style.top = `${Math.max(EDGE, top)}px`;
}

function focusable(panel: HTMLElement): HTMLElement[] {
  const all = panel.querySelectorAll<HTMLElement>('button:not(:disabled), input, select, a[href]');
  return [...all].filter((element) => element.checkVisibility());
}

function onKey(event: KeyboardEvent, panel: HTMLElement | null, kind: 'menu' | 'dialog', close: () => void): void {
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    close();
    return;
  }
  if (kind !== 'menu' || !panel) {
    return;
  }
  const items = focusable(panel);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  }
  if (event.key === 'Tab') {
    close();
  }
}
