// What travels, as src/Hotline.Protocol/Wire writes it. Times are RFC 3339 in UTC; absent members are left out.

export const kinds = [
  'incident-notification', 'request-for-information', 'request-for-assistance', 'request-for-mitigation',
  'request-for-consultation', 'vulnerability-report', 'declaration', 'communication-check',
] as const;
export const replies = ['acknowledgement', 'response', 'withdrawal', 'closure'] as const;
export const precedences = ['flash', 'immediate', 'priority', 'routine'] as const;
export const statuses = ['actual', 'exercise', 'test'] as const;
export const tlps = ['red', 'amber+strict', 'amber', 'green', 'clear'] as const;

export type OpeningKind = (typeof kinds)[number];
export type ReplyKind = (typeof replies)[number];
export type Kind = OpeningKind | ReplyKind;
export type Precedence = (typeof precedences)[number];
export type Status = (typeof statuses)[number];
export type Tlp = (typeof tlps)[number];
export type Rung = 'accepted' | 'carried' | 'delivered' | 'displayed' | 'acknowledged' | 'answered';
export type WindowName = 'delivery' | 'acknowledgement' | 'response';
export type WindowState = 'open' | 'met' | 'lapsed' | 'ended';
export type Step = 'remind' | 'mail' | 'deputy' | 'diplomatic' | 'coordinator';
export type Carrier = 'signalr' | 'mqtt' | 'mail' | 'http';
export type Role = 'duty-officer' | 'deputy' | 'diplomatic' | 'notifier' | 'administrator' | 'coordinator';

export interface Basis { kind: 'regime' | 'operator-default'; source: string }
export interface Outage { from: string; to: string }

export interface Jwk { kty: string; crv: string; x: string; y: string }

export interface RungView { rung: Rung; at: string; position: number; carrier: Carrier; by?: string; late: boolean; implied: boolean }
export interface WindowView { window: WindowName; opened: string; due: string; state: WindowState; at?: string; basis: Basis; outage?: Outage }
export interface NoticeView {
  means: string; to: string; state: 'owed' | 'sent' | 'returned' | 'dead'; at: string; due?: string; attempts: number; reason?: string; reply?: string;
}
export interface StepView { step: Step; window: WindowName; due: string; at?: string; position?: number }
export interface ActView { message: string; kind: ReplyKind; from: string; sender: string; at: string; position: number; late: boolean; expectBy?: string }

export interface AddresseeView {
  participant: string; role: 'action' | 'info'; rung: Rung; rungs: RungView[]; windows: WindowView[]; steps: StepView[]; notices: NoticeView[]; expectBy?: string;
}

export type Awaited = 'take-delivery' | 'acknowledge' | 'respond' | 'reach';
export type OpenAct = 'acknowledge' | 'respond' | 'withdraw' | 'close';
export type Turn = 'ours' | 'theirs' | 'nobody';
export interface AwaitedView { of: string; what: Awaited; about: string; window: WindowName; due: string; lapsed: boolean }
export interface MayView { act: OpenAct; open: boolean; number?: number; why?: string }

export interface ExchangeView {
  id: string; regime: string; kind: OpeningKind; precedence: Precedence; status: Status; tlp: Tlp; from: string; sender: string;
  state: 'open' | 'withdrawn' | 'closed'; created: string; acceptedAt: string; position: number;
  addressees: AddresseeView[]; acts: ActView[]; turn: Turn; awaits: AwaitedView[]; may: MayView[]; hubTime: string; envelope?: string;
}

export interface ExchangeList { exchanges: ExchangeView[]; hubTime: string }

/** A journal entry; facts hold more members than are named here. */
export interface Entry { position: number; at: string; fact: Fact }
export interface Fact { type: string; exchange?: string; addressee?: string; opening?: MessageHeader; reply?: MessageHeader; window?: WindowName; step?: Step }
export interface MessageHeader { id: string; from: string; sender: string; to: string[]; cc: string[]; kind: Kind; precedence: Precedence; digest: string; key: string }
export interface FeedItem { entry: Entry; envelope?: string }
export interface FeedPage { items: FeedItem[]; cursor: number; head: number }

export interface HubView { id: string; key: Jwk; version: string; time: string; head: number; syncs: number }
export interface PocView { id: string; role: Role; title: string; languages: string[]; hours: string; keys: Jwk[] }
export interface ParticipantView { code: string; name: string; pocs: PocView[] }
export interface DirectoryView { participants: ParticipantView[] }

export interface RegimeView {
  id: string; title: string; note: string; coordinator?: string; statuses: Status[];
  windows: { window: WindowName; precedence: Precedence; seconds: number; basis: Basis }[];
  kinds: Partial<Record<OpeningKind, WindowName[]>>; escalation: { step: Step; window: WindowName; at: number }[]; escalationBasis: Basis;
}
export interface RegimeList { regimes: RegimeView[] }

export interface Receipt { message: string; position: number; at: string; entry: string; path: string[]; checkpoint: string }

export interface Me { participant: string; name: string; poc: string; role: Role; title: string; languages: string[]; watches: string[] }

export interface PlanAddressee {
  participant: string; name: string; role: 'action' | 'info';
  windows: { window: WindowName; seconds: number; basis: Basis }[];
  steps: { step: Step; window: WindowName; seconds: number; told: string; notices: { means: string; poc: string }[] }[];
}
export interface PlanView { regime: string; title: string; note: string; addressees: PlanAddressee[]; escalationBasis: Basis }

export interface Seat { participant: string; name: string; poc: string; role: Role; title: string }
export interface ExerciseView { open: boolean; seats: Seat[] }
export interface KeyRequest { fingerprint: string; participant: string; poc: string; key: Jwk; received: string; expires: string }

export interface DeskPoc { id: string; role: Role; title: string; connected: boolean; carriers: Carrier[]; since?: string }
export interface DesksView { desks: { participant: string; name: string; pocs: DeskPoc[] }[]; hubTime: string }

export const reportKeys = ['participant', 'regime', 'kind', 'precedence', 'carrier', 'month'] as const;
export type ReportKey = (typeof reportKeys)[number];
export interface ReportRow {
  status: Status; window: WindowName; key: Partial<Record<ReportKey, string>>;
  asked: number; met: number; late: number; lapsed: number; open: number; ended: number; beforeEscalation: number; afterEscalation: number;
  medianSeconds?: number; p90Seconds?: number; p99Seconds?: number; distribution: { upToSeconds?: number; count: number }[]; small: boolean;
}
export interface Report { from: string; to: string; by: ReportKey[]; upTo: number; hubTime: string; scope: 'own' | 'all'; note: string; rows: ReportRow[] }
export interface ReportedExchange {
  exchange: string; addressee: string; from: string; regime: string; kind: Kind; precedence: Precedence; status: Status; window: WindowName; carrier?: Carrier;
  opened: string; due: string; at?: string; seconds?: number; outcome: 'met' | 'late' | 'lapsed' | 'open' | 'ended'; afterEscalation: boolean;
}

/** The list behind a figure; `withheld` rows count in the figure and are others' to read. */
export interface ReportedList { upTo: number; total: number; withheld: number; rows: ReportedExchange[] }

export interface Problem { type: string; title: string; status: number; detail: string; number: number }
