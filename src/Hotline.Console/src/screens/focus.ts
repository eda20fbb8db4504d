import type { Attachment } from 'svelte/attachments';

/** Remembers where the focus is. What it returns puts it back there, unless somebody has put it elsewhere meanwhile. */
function remember(): () => void {
  const before = document.activeElement;
  return () => {
    if (document.activeElement !== document.body || !(before instanceof HTMLElement)) return;
    if (before.isConnected) before.focus({ preventScroll: true });
  };
}

/** Has the focus from the start; gives it back when it goes. */
export const focused: Attachment<HTMLElement> = (element) => {
  const giveBack = remember();
  element.focus();
  return giveBack;
};

/** A dialog over everything for as long as it is there. */
export function modal(closed: (dialog: HTMLDialogElement) => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    const giveBack = remember();
    dialog.showModal();
    // The event "close" is a task of its own, and a key may come before it. This is told with the closing itself.
    const watch = new MutationObserver(() => dialog.open || closed(dialog));
    watch.observe(dialog, { attributeFilter: ['open'] });
    return () => {
      watch.disconnect();
      giveBack();
    };
  };
}
