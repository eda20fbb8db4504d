// What travels, by the names that this page uses. The shapes are the contract's: src/contract/wire.ts is made from it.

import { type components, words } from '../contract/wire';

type Wire = components['schemas'];

export type Kind = Wire['Kind'];
/** The kinds that reply; every other kind opens an exchange, and has a form (desk/forms.ts). */
export const replies = ['acknowledgement', 'response', 'withdrawal', 'closure'] as const satisfies readonly Kind[];
export type ReplyKind = (typeof replies)[number];
export type OpeningKind = Exclude<Kind, ReplyKind>;
export const kinds = words.Kind.filter((kind): kind is OpeningKind => !replies.some((reply) => reply === kind));

export type Precedence = Wire['Precedence'];
export const precedences = words.Precedence;
export type Status = Wire['Status'];
export const statuses = words.Status;
export type Tlp = Wire['Tlp'];
export const tlps = words.Tlp;
export type ReportKey = Wire['ReportGroup'];
export const reportKeys = words.ReportGroup;
export type WindowName = Wire['Window'];
export const windowNames = words.Window;
export const outcomes = words.Timeliness;

export type Rung = Wire['Rung'];
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
/** What an exchange's first message says itself, under its sender's signature. */
export type SignedMember = 'regime' | 'kind' | 'precedence' | 'status' | 'tlp' | 'from' | 'sender' | 'created';
/** How an exchange goes, as the hub says: the view without what only the sender can say (desk/headline.ts). */
export type Course = Omit<ExchangeView, SignedMember | 'envelope'>;
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
export type LeftOut = Wire['LeftOut'];
export type ReportProgress = Wire['ReportProgress'];
export type ReportLine = Wire['ReportLine'];
export type Report = Wire['Report'];
export type ReportedExchange = Wire['ReportExchange'];
/** The list behind a figure; `withheld` rows count in the figure and are others' to read. */
export type ReportedList = Wire['ReportExchanges'];
export type Problem = Wire['Problem'];
