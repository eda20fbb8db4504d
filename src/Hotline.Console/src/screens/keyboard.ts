import { onDestroy } from 'svelte';

/** What a screen does on a key, such as "a" or "Ctrl+Enter"; nothing where the key is none of its own. */
export type Answer = (key: string, at: Element) => (() => void) | false | null | undefined;

const answers: Answer[] = [];

/** Answers keys while the calling screen is there. Of two screens that know a key, the one within the other has it. */
export function answerKeys(answer: Answer): void {
  // A screen is made before the screens within it.
  answers.unshift(answer);
  onDestroy(() => void answers.splice(answers.indexOf(answer), 1));
}

/**
 * Gives a key to the screens. Whether they may have it is asked of what is on the page, not of where the focus is: what
 * has just closed keeps the focus until the browser draws again, and under an open dialog the focus may be nowhere.
 */
export function press(event: KeyboardEvent): void {
  if (event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const at = event.target instanceof Element ? event.target : document.body;
  // A field that somebody can see takes letters itself.
  if (!event.ctrlKey && at.closest('input, textarea, select')?.checkVisibility()) return;
  const key = event.ctrlKey ? `Ctrl+${event.key}` : event.key;
  for (const answer of answers) {
    const act = answer(key, at);
    if (!act) continue;
    event.preventDefault();
    act();
    return;
  }
}
