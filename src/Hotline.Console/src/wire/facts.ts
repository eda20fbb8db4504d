import type { Fact, MessageHeader } from './types';

// A fact that these switches do not name does not compile; one of a newer hub that comes all the same says nothing.
const unheard = (_: never): undefined => undefined;

/** The signed message whose acceptance a fact records. */
export function messageOf(fact: Fact): MessageHeader | undefined {
  switch (fact.type) {
    case 'accepted': return fact.opening;
    case 'acknowledged': case 'answered': case 'withdrawn': case 'closed': return fact.reply;
    case 'carried': case 'delivered': case 'displayed':
    case 'window-opened': case 'window-revised': case 'lapsed': case 'escalated':
    case 'notice-ordered': case 'reply-notice-ordered': case 'notice-sent':
    case 'notice-deferred': case 'notice-dead': case 'notice-returned':
    case 'regime-adopted': case 'key-admitted': case 'key-removed':
    case 'hub-started': case 'hub-stopped': case 'journal-recovered': return undefined;
    default: return unheard(fact);
  }
}

/** The participant that a fact is about: whom something reached or who is silent, else who signed. */
export function aboutWhom(fact: Fact): string | undefined {
  switch (fact.type) {
    case 'accepted': return fact.opening.from;
    case 'acknowledged': case 'answered': case 'withdrawn': case 'closed': return fact.reply.from;
    case 'carried': case 'delivered': case 'displayed':
    case 'window-opened': case 'window-revised': case 'lapsed': case 'escalated': return fact.addressee;
    case 'notice-ordered': case 'reply-notice-ordered': case 'notice-sent':
    case 'notice-deferred': case 'notice-dead': case 'notice-returned':
      return fact.notice.addressee;
    case 'regime-adopted': case 'key-admitted': case 'key-removed':
    case 'hub-started': case 'hub-stopped': case 'journal-recovered': return undefined;
    default: return unheard(fact);
  }
}

/** The exchange that a fact belongs to; one of a newer hub says it by the same name. */
export const exchangeOf = (fact: Fact): string | undefined => ('exchange' in fact ? fact.exchange : undefined);
