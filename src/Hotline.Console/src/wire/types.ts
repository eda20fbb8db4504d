// What travels, by the names that this page uses. The shapes are the contract's: src/contract/wire.ts is made from it.

import type { components } from '../contract/wire';

type Wire = components['schemas'];

/** The list of every word of a set: it does not compile while one is missing, and one too many does not either. */
const every = <Word extends string>() => <const List extends readonly Word[]>(
  ...list: [Word] extends [List[number]] ? List : { missing: Exclude<Word, List[number]> }[]
): List => list as List;

export type Kind = Wire['Kind'];
export const kinds = [
  'incident-notification', 'request-for-information', 'request-for-assistance', 'request-for-mitigation',
  'request-for-consultation', 'vulnerability-report', 'declaration', 'communication-check',
] as const satisfies readonly Kind[];
export type OpeningKind = (typeof kinds)[number];
export type ReplyKind = Exclude<Kind, OpeningKind>;
export const replies = every<ReplyKind>()('acknowledgement', 'response', 'withdrawal', 'closure');

export type Precedence = Wire['Precedence'];
export const precedences = every<Precedence>()('flash', 'immediate', 'priority', 'routine');
export type Status = Wire['Status'];
export const statuses = every<Status>()('actual', 'exercise', 'test');
export type Tlp = Wire['Tlp'];
export const tlps = every<Tlp>()('red', 'amber+strict', 'amber', 'green', 'clear');
export type ReportKey = Wire['ReportGroup'];
export const reportKeys = every<ReportKey>()('participant', 'regime', 'kind', 'precedence', 'carrier', 'month');

export type Rung = Wire['Rung'];
export type WindowName = Wire['Window'];
export type WindowState = Wire['WindowState'];
export type Step = Wire['EscalationStep'];
export type Carrier = Wire['Carrier'];
export type Role = Wire['PocRole'];
export type Awaited = Wire['Awaited'];
export type OpenAct = Wire['OpenAct'];
export type Turn = Wire['Turn'];

export type Basis = Wire['Basis'];
export type Outage = Wire['Outage'];
export type Jwk = Wire['Jwk'];

export type RungView = Wire['RungView'];
export type WindowView = Wire['WindowView'];
export type NoticeView = Wire['NoticeView'];
export type StepView = Wire['StepView'];
export type AddresseeView = Wire['AddresseeView'];
export type AwaitedView = Wire['AwaitedView'];
export type MayView = Wire['MayView'];
// C# has one list of kinds for openings and replies; here the two stay apart.
export type ActView = Wire['ActView'] & { kind: ReplyKind };
export type ExchangeView = Omit<Wire['ExchangeView'], 'kind' | 'acts'> & { kind: OpeningKind; acts: ActView[] };
export type ExchangeList = Omit<Wire['ExchangeList'], 'exchanges'> & { exchanges: ExchangeView[] };

export type Entry = Wire['Entry'];
export type Fact = Wire['Fact'];
export type MessageHeader = Wire['MessageHeader'];
export type FeedItem = Wire['FeedItem'];
export type FeedPage = Wire['FeedPage'];

export type HubView = Wire['HubView'];
export type PocView = Wire['PocView'];
export type ParticipantView = Wire['ParticipantView'];
export type DirectoryView = Wire['DirectoryView'];
export type RegimeView = Wire['RegimeView'];
export type RegimeList = Wire['RegimeList'];
export type Receipt = Wire['Receipt'];
export type Me = Wire['Me'];
export type PlanAddressee = Wire['PlanAddressee'];
export type PlanView = Wire['PlanView'];
export type Seat = Wire['ExerciseSeat'];
export type ExerciseView = Wire['ExerciseView'];
export type KeyRequest = Wire['KeyRequest'];
export type DeskPoc = Wire['DeskPoc'];
export type DesksView = Wire['DesksView'];

export type ReportRow = Wire['ReportRow'];
export type Report = Wire['Report'];
export type ReportedExchange = Wire['ReportExchange'];
/** The list behind a figure; `withheld` rows count in the figure and are others' to read. */
export type ReportedList = Wire['ReportExchanges'];
export type Problem = Wire['Problem'];
