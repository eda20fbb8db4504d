import type { OpeningKind } from '../wire/types';

/**
 * The media type of what the composer writes. Codes travel, so that each side reads them in its own language; free text
 * stays as it was written.
 */
export const formType = 'application/vnd.hotline.form+json';

export interface Attachment {
  name: string;
  type: string;
  bytes: number;
  /** SHA-256, base64url. */
  sha256: string;
  /** base64url. */
  data: string;
}

export interface Form {
  form: string;
  version: 1;
  /** BCP 47 tag of the free text. */
  language: string;
  /** IANA name, so that the reader sees the sender's own time. */
  timeZone?: string;
  fields: Record<string, string | string[]>;
  attachments?: Attachment[];
}

export type FieldType = 'text' | 'line' | 'code' | 'codes' | 'time';
export interface Field { id: string; type: FieldType; codes?: readonly string[]; required?: boolean; limit?: number }

// The Reference Security Incident Taxonomy's eleven classes.
export const rsit = [
  'abusive-content', 'malicious-code', 'information-gathering', 'intrusion-attempts', 'intrusions', 'availability',
  'information-content-security', 'fraud', 'vulnerable', 'other', 'test',
] as const;

// A/70/174 paragraph 13, and the OSCE's measures that messages of this sort relate to.
export const commitments = [
  'un-13a', 'un-13b', 'un-13c', 'un-13d', 'un-13e', 'un-13f', 'un-13g', 'un-13h', 'un-13i', 'un-13j', 'un-13k',
  'osce-3', 'osce-8', 'osce-13', 'osce-15', 'osce-16',
] as const;

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export const confidences = ['low', 'moderate', 'high'] as const;
export const states = ['suspected', 'ongoing', 'contained', 'over'] as const;
export const phrases = {
  'incident-notification': [
    'not-attribution', 'appears-from-your-territory', 'our-cert-was-target', 'critical-infrastructure',
    'for-information', 'please-confirm-observed',
  ],
  'request-for-information': [
    'not-attribution', 'please-logs', 'please-owner', 'please-confirm-observed', 'help-not-obliged',
  ],
  'request-for-assistance': [
    'not-attribution', 'please-say-whether', 'please-experts', 'please-analysis', 'help-not-obliged',
  ],
  'request-for-mitigation': [
    'not-attribution', 'appears-from-your-territory', 'please-stop', 'please-preserve', 'please-say-whether',
  ],
  'request-for-consultation': [
    'not-attribution', 'reduce-misperception', 'propose-call', 'propose-meeting', 'protected-channel',
  ],
  'vulnerability-report': [
    'not-attribution', 'please-coordinate', 'no-exploitation-known', 'exploitation-seen', 'please-embargo',
  ],
  declaration: ['commit-no-cert', 'commit-no-critical', 'commit-disclose', 'commit-answer', 'public'],
  'communication-check': ['only-check', 'no-answer-needed'],
} as const satisfies Record<OpeningKind, readonly string[]>;
export const answers = [
  'will-look', 'observed', 'not-observed', 'mitigated', 'cannot-help', 'can-help', 'need-more', 'owner-informed',
  'passed-on', 'agree-call',
] as const;

const what: Field = { id: 'what', type: 'text', required: true };
const severity: Field = { id: 'severity', type: 'code', codes: severities };
const confidence: Field = { id: 'confidence', type: 'code', codes: confidences };
const incident: Field = { id: 'class', type: 'code', codes: rsit };
const state: Field = { id: 'state', type: 'code', codes: states };
const from: Field = { id: 'observed-from', type: 'time' };
const systems: Field = { id: 'systems', type: 'text' };
const relates: Field = { id: 'relates-to', type: 'codes', codes: commitments };
const until: Field = { id: 'wanted-by', type: 'time' };

/** What each kind asks for, in the order in which it is read. */
export const fieldsOf: Record<OpeningKind | 'response', Field[]> = {
  'incident-notification': [
    phrasesOf('incident-notification'), what, incident, severity, confidence, state, from, systems, relates,
  ],
  'request-for-information': [phrasesOf('request-for-information'), what, incident, from, systems, until, relates],
  'request-for-assistance': [phrasesOf('request-for-assistance'), what, incident, severity, systems, until, relates],
  'request-for-mitigation': [
    phrasesOf('request-for-mitigation'), what, incident, severity, confidence, state, from, systems, until, relates,
  ],
  'request-for-consultation': [
    phrasesOf('request-for-consultation'), what, { id: 'proposed-time', type: 'time' },
    { id: 'channel', type: 'line', limit: 200 }, relates,
  ],
  'vulnerability-report': [
    phrasesOf('vulnerability-report'), { id: 'product', type: 'line', required: true, limit: 200 },
    { id: 'identifier', type: 'line', limit: 100 }, what, severity, { id: 'disclose-after', type: 'time' }, relates,
  ],
  declaration: [
    phrasesOf('declaration'), { ...what, id: 'statement' }, { id: 'reference', type: 'line', limit: 300 }, relates,
  ],
  'communication-check': [phrasesOf('communication-check'), { id: 'what', type: 'text' }],
  response: [
    { id: 'answer', type: 'codes', codes: answers }, { id: 'words', type: 'text' }, { id: 'next-by', type: 'time' },
  ],
};

function phrasesOf(kind: OpeningKind): Field {
  return { id: 'phrases', type: 'codes', codes: phrases[kind] };
}

/** Under which name a field's codes stand in the vocabulary, where it is not the field's own. */
const groups = new Map([['phrases', 'phrase'], ['relates-to', 'commitment'], ['class', 'rsit']]);

/** The vocabulary's key of a code of a field. */
export function codeKey(field: string, code: string): string {
  return `${groups.get(field) ?? field}.${code}`;
}

/** Reads a stranger's content as a form; null when it is none, so that it is shown as what it is. */
export function readForm(content: unknown): Form | null {
  if (typeof content !== 'object' || content === null) return null;
  const c = content as Record<string, unknown>;
  if (
    typeof c.form !== 'string' ||
    c.version !== 1 ||
    typeof c.language !== 'string' ||
    typeof c.fields !== 'object' ||
    c.fields === null ||
    Array.isArray(c.fields)
  )
    return null;
  const isText = (v: unknown) => typeof v === 'string';
  if (!Object.values(c.fields).every((v) => isText(v) || (Array.isArray(v) && v.every(isText)))) return null;
  if (c.timeZone !== undefined && !(isText(c.timeZone) && isTimeZone(c.timeZone as string))) return null;
  if (c.attachments !== undefined && !(Array.isArray(c.attachments) && c.attachments.every(isAttachment))) return null;
  return c as unknown as Form;
}

function isAttachment(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const a = value as Record<string, unknown>;
  return (
    typeof a.name === 'string' &&
    typeof a.type === 'string' &&
    typeof a.bytes === 'number' &&
    typeof a.sha256 === 'string' &&
    typeof a.data === 'string'
  );
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const accusations = [
  'attack(?:ed)? by', 'responsible for', 'your (?:government|services?|military)', 'state[- ]sponsored',
  'perpetrat\\w*', 'culprit\\w*', 'guilty', 'retaliat\\w*', 'blame\\w*',
];
const accusing = new RegExp(`\\b(${accusations.join('|')})\\b`, 'gi');

/** Words that attribute or threaten, in English free text: a nudge before sending, never a bar. */
export const attributions = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(accusing), (m) => m[0].toLowerCase())),
];
